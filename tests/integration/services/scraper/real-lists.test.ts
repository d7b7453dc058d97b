import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { startScraperServer } from '#tests/support/platform/scraper-server.ts';
import type { Expected } from '#tests/support/reading/real-lists.ts';
import { LISTS } from '#tests/support/reading/real-lists.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { sharedData } from '#tests/support/shared-data.ts';

/**
 * Every file of real profiles, imported without a flag. Twenty of its rows are compared with a reading that is written
 * here by hand for each file and shares no code with the product.
 */
const server = await startScraperServer();
after(() => server.close());

const SAMPLED = 20;

for (const { file, platform, people, rows } of LISTS) {
  const { path, skip } = sharedData(file);
  test(`${file}: without a flag, as a person would read it`, { skip }, async (context) => {
    server.queue.messages.length = 0;
    const startedAt = performance.now();
    const lines = await server.import(await readFile(path), { name: path });
    const seconds = (performance.now() - startedAt) / 1_000;
    const last = lines.at(-1);
    assert.ok(last?.type === 'done', JSON.stringify(last));
    assert.deepEqual([last.rejected, last.summary.unreadable], [0, []]);
    assert.equal(last.summary.people, people);

    const events = server.queue.events();
    assert.ok(events.every((event) => event.platform === platform));
    const expected = rows(readFileSync(path, 'utf8'));
    assert.equal(last.accepted, expected.length);
    const random = seededRandom(7);
    let right = 0;
    let fields = 0;
    for (let i = 0; i < SAMPLED; i++) {
      const at = Math.floor(random() * expected.length);
      const { read, said } = findEvent(expected[at] as Expected, events);
      assert.deepEqual(read, said, `row ${at + 1}`);
      right += Object.keys(said).length;
      fields += Object.keys(said).length;
    }
    context.diagnostic(
      `${file}: ${last.rows} rows, ${people} people, ${right}/${fields} fields right, ${seconds.toFixed(2)} s`,
    );
  });
}

/** Batches are published side by side, so the order of rows is kept only inside a batch. */
function findEvent(said: Expected, events: readonly ProfileEvent[]): ReturnType<typeof compare> {
  const isMeant = ({ native_id, username, profile }: ProfileEvent) =>
    (said.native_id === undefined || native_id === said.native_id) &&
    (said.username === undefined || username === said.username) &&
    (said.display_name === undefined || profile?.display_name === said.display_name);
  const [first, ...others] = events.filter(isMeant).map((event) => compare(said, event));
  assert.ok(first, `no event of ${JSON.stringify(said)}`);
  return [first, ...others].find((one) => isDeepStrictEqual(one.read, one.said)) ?? first;
}

function compare(said: Expected, event: ProfileEvent): { read: object; said: object } {
  const { profile } = event;
  const all: Record<keyof Expected, unknown> = {
    native_id: event.native_id,
    username: event.username,
    display_name: profile?.display_name,
    followers: profile?.followers,
    following: profile?.following,
    posts_count: profile?.posts_count,
    category: profile?.category,
    country: profile?.country,
    bio: profile?.bio,
    posts: event.posts.length,
    reported_likes: profile?.reported?.likes ?? null,
    reported_views: profile?.reported?.views ?? null,
  };
  const read = Object.fromEntries(Object.keys(said).map((key) => [key, all[key as keyof Expected]]));
  // What the product hides is hidden here in another way.
  const hide = (bio: string | null) =>
    bio?.replace(/\[(?:phone|email)\]|\+?\d[\d ()-]{7,}\d|\S+@\S+\.\w+/g, '#') ?? null;
  if (said.bio === undefined) return { read, said };
  return { read: { ...read, bio: hide(profile?.bio ?? null) }, said: { ...said, bio: hide(said.bio) } };
}
