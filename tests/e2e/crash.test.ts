import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchResponse } from '#contract/query/search.ts';
import type { PlatformProcess } from '../support/platform/platform-process.ts';
import { startPlatformProcess } from '../support/platform/platform-process.ts';
import { listFiles } from '../support/platform/processes.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** `npm run test:crash` runs the long form: 20,000 profiles, ten kills. */
const PROFILES = Number(process.env.CRASH_PROFILES ?? 2_000);
const KILLS = Number(process.env.CRASH_KILLS ?? 3);
const SEED = 11;

test(`holds the same documents after ${KILLS} kills -9 during an import of ${PROFILES} profiles`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-crash-'));
  const started: PlatformProcess[] = [];
  const start = async (data: string) => {
    const platform = await startPlatformProcess(data, { RATE_LIMIT: '0' });
    started.push(platform);
    return platform;
  };
  const random = seededRandom(SEED);
  try {
    const calm = await undisturbed(join(folder, 'calm'), start);
    const data = join(folder, 'killed');
    await mkdir(data);
    let accepted = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const platform = await start(data);
      const importing = watchAccepted(platform);
      await sleep(calm.elapsedMs * (0.1 + 0.8 * random()));
      platform.child.kill('SIGKILL');
      await once(platform.child, 'exit');
      accepted = Math.max(accepted, await importing);
      const after = await start(data);
      await after.waitUntilIdle();
      const { total } = await readPage(after, null);
      assert.ok(total >= accepted, `${total} documents after ${accepted} were accepted`);
      await after.stop();
    }

    const platform = await start(data);
    await platform.importDemo(PROFILES, SEED);
    await platform.waitUntilIdle();
    const documents = await readAllDocuments(platform);
    await platform.stop();
    assert.equal(documents.size, PROFILES);
    assert.deepEqual(documents, calm.documents);
    const files = listFiles(data).map((file) => relative(data, file));
    assert.deepEqual(
      files.filter((file) => /tmp|temp|partial|rebuild/i.test(file)),
      [],
    );
  } finally {
    for (const platform of started) platform.child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function undisturbed(folder: string, start: (data: string) => Promise<PlatformProcess>) {
  await mkdir(folder);
  const platform = await start(folder);
  const startedAt = Date.now();
  await platform.importDemo(PROFILES, SEED);
  await platform.waitUntilIdle();
  const elapsedMs = Date.now() - startedAt;
  const documents = await readAllDocuments(platform);
  await platform.stop();
  return { elapsedMs, documents };
}

/** Imports until the platform is gone; answers how many profiles it had acknowledged by then. */
async function watchAccepted(platform: PlatformProcess): Promise<number> {
  let accepted = 0;
  try {
    const answer = await platform.admin('/imports/demo', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ count: PROFILES, seed: SEED }),
    });
    let rest = '';
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) accepted = (JSON.parse(line) as { accepted?: number }).accepted ?? accepted;
    }
  } catch {
    // The connection ends with the process.
  }
  return accepted;
}

/** A digest of every document by its id. */
async function readAllDocuments(platform: PlatformProcess): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for (const source of ['bluesky', 'github', 'instagram', 'mastodon', 'tiktok', 'x', 'youtube']) {
    let cursor: string | null = null;
    do {
      const page: SearchResponse = await readPage(platform, cursor, source);
      for (const { percentile: _, ...profile } of page.data) {
        documents.set(profile.id, createHash('sha256').update(JSON.stringify(profile)).digest('hex'));
      }
      cursor = page.next;
    } while (cursor !== null);
  }
  return new Map([...documents].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readPage(
  platform: PlatformProcess,
  cursor: string | null,
  platformFilter?: string,
): Promise<SearchResponse> {
  const query = new URLSearchParams({ source: 'demo', limit: '100', facets: 'false' });
  if (platformFilter) query.set('platform', platformFilter);
  if (cursor) query.set('cursor', cursor);
  const answer = await fetch(`${platform.api}/search?${query}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as SearchResponse;
}
