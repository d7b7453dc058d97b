import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AvatarJob } from '#contract/scrape-job.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import type { AvatarOutcome } from '#scraper/avatars/avatar-memory.ts';
import { createAvatarMemory } from '#scraper/avatars/avatar-memory.ts';
import { createOwnerOf } from '#scraper/avatars/avatar-owner.ts';
import { createPictureFetcher } from '#scraper/avatars/fetch-picture.ts';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { settleJob } from '#scraper/avatars/settle-job.ts';
import { createFakeObjectStore } from '#tests/support/fakes/fake-object-store.ts';
import { resolveTestHost, TEST_RULE } from '#tests/support/picture-fetchers.ts';
import { plainPicture } from '#tests/support/pictures.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { startPictureServer } from '#tests/support/servers/picture-server.ts';

const DAY = 86_400_000;
const server = await startPictureServer();
const converter = createPictureConverter();
const fetcher = createPictureFetcher({ userAgent: 'test', rule: TEST_RULE, resolveHost: resolveTestHost });
after(async () => {
  await fetcher.close();
  converter.close();
  await server.close();
});

const job: AvatarJob = {
  ...{ v: 1, kind: 'avatar', job_id: 'x'.repeat(16), platform: 'bluesky', native_id: 'a', username: 'a' },
  ...{ source: 'bluesky', fetched_at: 1, url: `http://a.test:${server.port}/me` },
};

test('a picture with an ETag is asked for again after a day, and fetched again when it has changed', async () => {
  const clock = { now: Date.UTC(2026, 5, 1) };
  const objects = createFakeObjectStore();
  const deps = {
    objects,
    memory: createAvatarMemory(objects, () => clock.now),
    ownerOf: createOwnerOf(createPersonHash('test')),
    openFetcher: async () => fetcher,
    converter,
    logger: silentLogger(),
    now: () => clock.now,
  };
  const settle = async (): Promise<AvatarOutcome> => {
    const result = await settleJob(job, 1, deps, AbortSignal.timeout(60_000));
    assert.ok('outcome' in result);
    return result.outcome;
  };
  const pictures = [
    await plainPicture(400, 300).jpeg().toBuffer(),
    await plainPicture(300, 300).png().toBuffer(),
  ];
  let version = 0;
  const conditions: (string | undefined)[] = [];
  server.answers.set('/me', (response) => {
    const condition = response.req.headers['if-none-match'];
    conditions.push(condition);
    if (condition === `"${version}"`) response.writeHead(304).end();
    else response.setHeader('etag', `"${version}"`).end(pictures[version]);
  });

  const first = await settle();
  clock.now += DAY / 2;
  assert.deepEqual(await settle(), first);
  clock.now += DAY;
  assert.deepEqual(await settle(), { ...first, triedAt: clock.now });
  version = 1;
  clock.now += 2 * DAY;
  const changed = await settle();
  assert.notEqual(changed.key, first.key);
  assert.deepEqual(conditions, [undefined, '"0"', '"0"']);

  clock.now += 2 * DAY;
  server.answers.set('/me', (response) => response.writeHead(503).end());
  assert.deepEqual(await settle(), changed);
});
