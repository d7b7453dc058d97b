import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, beforeEach, test } from 'node:test';
import { startScraperServer } from '#tests/support/platform/scraper-server.ts';
import { sharedData } from '#tests/support/shared-data.ts';

const server = await startScraperServer();
after(() => server.close());
beforeEach(() => {
  server.queue.messages.length = 0;
});

async function importFile(path: string, query: Record<string, string | string[]> = {}) {
  const lines = await server.import(await readFile(sharedData(path).path), { name: path, ...query });
  const last = lines.at(-1);
  assert.ok(last?.type === 'done', JSON.stringify(last));
  return last;
}

const INSTAGRAM = 'instagram/profiles-with-posts.ndjson';
test('Instagram profiles with their posts and history', { skip: sharedData(INSTAGRAM).skip }, async () => {
  // The rows carry their own dates.
  const { accepted, rejected } = await importFile(INSTAGRAM, { as_of: '' });
  assert.deepEqual([accepted, rejected], [61, 0]);
  const events = server.queue.events();
  assert.equal(events.flatMap((event) => event.posts).length, 720);
  assert.equal(new Set(events.map((event) => event.native_id)).size, 61);
  assert.equal(events.filter((event) => event.history.length > 0).length, 16);
  const known = events.find((event) => event.username === 'woman.engineer');
  assert.deepEqual([known?.native_id, known?.profile?.followers], ['3232491582', 32_641]);
  assert.equal(known?.fetched_at, Date.parse('2022-01-28T21:14:17.687Z'));
});

const CHANNELS = 'youtube/programming-channels.ndjson';
const VIDEOS = 'youtube/programming-videos.ndjson';
test('YouTube channels, and videos that join them', { skip: sharedData(CHANNELS).skip }, async () => {
  const channels = await importFile(CHANNELS);
  assert.deepEqual([channels.accepted, channels.posts_only, channels.rejected], [37, 0, 0]);
  const ids = new Set(server.queue.events().map((event) => event.native_id));
  server.queue.messages.length = 0;
  const videos = await importFile(VIDEOS);
  assert.deepEqual([videos.accepted, videos.posts_only, videos.rejected], [400, 400, 0]);
  const owners = server.queue.events().map((event) => event.native_id);
  assert.equal(owners.filter((id) => !ids.has(id)).length, 0);
  assert.equal(new Set(owners).size, 5);
});

test('GitHub users of six cities', { skip: sharedData('github/berlin.csv').skip }, async () => {
  const cities = { berlin: 609, london: 326, mumbai: 738, paris: 385, seattle: 521, tokyo: 545 };
  for (const [city, rows] of Object.entries(cities)) {
    const { accepted, rejected, skipped } = await importFile(`github/${city}.csv`);
    assert.deepEqual([accepted, rejected, skipped], [rows, 0, 0], city);
  }
  const events = server.queue.events();
  assert.equal(events.length, 3_124);
  // Some are listed under several cities.
  assert.equal(new Set(events.map((event) => event.username?.toLowerCase())).size, 3_114);
  const known = events.find((event) => event.username === 'tiangolo');
  assert.match(known?.profile?.bio ?? '', /^Creator of FastAPI/);
});

const TIKTOK = 'tiktok/nigeria-top.csv';
test('a list with blank cells above its header and rows in another encoding', {
  skip: sharedData(TIKTOK).skip,
}, async () => {
  const { accepted, rejected, skipped } = await importFile(TIKTOK);
  assert.deepEqual([accepted, rejected, skipped], [200, 0, 1]);
});
