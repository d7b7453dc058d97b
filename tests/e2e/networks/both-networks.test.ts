import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ProfileRecord } from '#contract/profile-record.ts';
import { findBytes } from '#tests/support/find-bytes.ts';
import { secondMetrics } from '#tests/support/metrics/second-metrics.ts';
import type { SeededProfile, SeededProfiles } from '#tests/support/networks/seeded-profiles.ts';
import { MASTODON_DOMAIN, seededBluesky, seededMastodon } from '#tests/support/networks/seeded-profiles.ts';
import type { CliResult, Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';
import type { InstanceApi } from '#tests/support/platform/instance-api.ts';
import { openInstanceApi } from '#tests/support/platform/instance-api.ts';

const bluesky = seededBluesky();
const mastodon = seededMastodon();
const skip = typeof bluesky === 'string' ? bluesky : typeof mastodon === 'string' ? mastodon : false;

/** Seeds in one discovery at most. */
const MAX_SEEDS = 20;
/** Own posts that are read at least, where there are so many: the sample of the engagement rate. */
const SAMPLE = 12;

describe('two networks at once, from the command line', { skip }, () => {
  let workplace: Workplace;
  let instance: InstanceApi;
  const output: string[] = [];
  const networks = { bluesky, mastodon } as Record<'bluesky' | 'mastodon', SeededProfiles>;

  const cli = async (...args: string[]): Promise<CliResult> => {
    const result = await workplace.run(args);
    output.push(result.stdout, result.stderr);
    return result;
  };
  const discover = (source: string, ...args: string[]) =>
    cli('discover', ...args, '--source', source, '--min-followers', '0', '--limit', '2000');

  /** Searches around the account that all others follow, then by topic, then asks for the accounts that were not found. */
  const findAll = async (source: 'bluesky' | 'mastodon') => {
    const { profiles } = networks[source];
    const hub = profiles.find(({ role }) => role === 'hub')!;
    const around = await discover(source, '--seed', hub.seed, '--snowball', '50');
    assert.equal(around.code, 0, around.stderr);
    for (const topic of new Set(profiles.map((one) => one.topic))) await discover(source, topic);
    const found = await instance.documents(source);
    const left = profiles.filter(({ id }) => !found.has(id)).map(({ seed }) => seed);
    for (let from = 0; from < left.length; from += MAX_SEEDS) {
      const seeds = left.slice(from, from + MAX_SEEDS).flatMap((seed) => ['--seed', seed]);
      await discover(source, ...seeds, '--snowball', '0');
    }
  };

  before(async () => {
    workplace = await createWorkplace();
    const sources = {
      bluesky: { url: networks.bluesky.base.href },
      mastodon: { instances: [`${MASTODON_DOMAIN}=${networks.mastodon.base.href}`] },
    };
    const env = { INFLUSCOPE_SOURCES: JSON.stringify(sources) };
    const up = await workplace.run(['up', '--no-discover'], { env });
    assert.equal(up.code, 0, up.stderr);
    instance = await openInstanceApi(workplace.home);
    await Promise.all([findAll('bluesky'), findAll('mastodon')]);
  });
  after(() => workplace?.dispose());

  for (const name of ['bluesky', 'mastodon'] as const) {
    describe(name, () => {
      it('finds every account that may be shown, and no other', async () => {
        const found = await instance.documents(name);
        assert.deepEqual([...found.keys()].sort(), networks[name].profiles.map(({ id }) => id).sort());
        for (const id of networks[name].absent) assert.equal(await instance.profile(id), null, id);
      });

      it('has the figures of every account as they were seeded', async () => {
        const found = await instance.documents(name);
        for (const truth of networks[name].profiles) {
          const { followers, following, posts_count, engagement } = found.get(truth.id)!;
          assert.deepEqual(
            { followers, following, posts_count, engagement: rounded(engagement ?? {}) },
            {
              followers: truth.followers,
              following: truth.following,
              posts_count: truth.postsCount,
              engagement: rounded(engagementOf(truth, engagement?.sample_size ?? 0)),
            },
            truth.id,
          );
        }
      });

      it('has the counts of every post as they were seeded, and no post of others', async () => {
        for (const truth of networks[name].profiles) {
          const { records } = await instance.admin<{ records: ProfileRecord[] }>('/people/export', {
            id: truth.id,
          });
          const posts = records.flatMap((record) => record.posts);
          assert.ok(posts.length >= Math.min(SAMPLE, truth.posts.length), truth.id);
          const stored = posts.map(({ likes, comments, shares }) => [likes, comments, shares]);
          const seeded = truth.posts
            .slice(0, posts.length)
            .map(({ likes, comments, shares }) => [likes, comments, shares]);
          assert.deepEqual(stored.sort(), seeded.sort(), truth.id);
        }
      });
    });
  }

  it('an account that never posted has no rate, and the reason', async () => {
    const silent = networks.bluesky.profiles.find(({ role }) => role === 'silent')!;
    const profile = await instance.profile(silent.id);
    assert.deepEqual([profile?.engagement_rate, profile?.engagement?.reason], [null, 'no_posts']);
  });

  it('keeps contacts of profiles out of all stored, logged and displayed text', () => {
    const contacts = [...networks.bluesky.contacts, ...networks.mastodon.contacts];
    assert.ok(contacts.length > 0);
    assert.deepEqual(findBytes(workplace.home, contacts), []);
    assert.deepEqual(
      contacts.filter((contact) => output.join('\n').includes(contact)),
      [],
    );
  });
});

/** The last bits of a quotient depend on the order of the operations. */
function rounded(figures: object): object {
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(12)) : (value as unknown),
    ]),
  );
}

/** By the seeded posts alone. */
function engagementOf({ id, followers, posts }: SeededProfile, sampleSize: number) {
  assert.ok(sampleSize >= Math.min(SAMPLE, posts.length), `${id}: ${sampleSize} posts`);
  const { engagement } = secondMetrics(
    {
      ...{ platform: id.split(':')[0] as 'bluesky', followers, likesHidden: false, fetchedAt: Date.now() },
      ...{ history: [], account: null },
      posts: posts.map(({ publishedAt, likes, comments, shares }) => ({
        ...{ published_at: publishedAt, likes, comments, shares },
        ...{ views: null, hashtags: [], text: '', paid: null },
      })),
    } as never,
    { marked: new Set(), likely: new Set(), phrases: [], spam: [] },
  );
  return {
    formula: 'interactions_per_follower',
    denominator: 'followers',
    ...engagement,
  };
}
