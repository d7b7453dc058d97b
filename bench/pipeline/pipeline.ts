/**
 * Demo profiles through the whole pipeline of one platform: rate, memory, main-loop delay, time until a profile that
 * was accepted under load is found, and the start over the filled stores. The peer is a bare loop in one thread that
 * writes the same number of rows of the same size to SQLite with FTS5, 50 to a transaction: `node bench/pipeline/pipeline.ts [count]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformStats } from '#contract/health.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { processCpuMs } from '../load/process-cpu.ts';
import { quantile } from '../quantile.ts';

const count = Number(process.argv[2] ?? 100_000);
const folder = await mkdtemp(join(tmpdir(), 'influscope-pipeline-'));
const MIB = 1024 * 1024;

try {
  const platform = await startPlatformProcess(folder, { RATE_LIMIT: '0' });
  const watching = new AbortController();
  const watched = watch(platform, watching.signal);
  const cpuBefore = processCpuMs(platform.child.pid ?? 0);
  const startedAt = performance.now();
  const report = await platform.importDemo(count);
  await platform.waitUntilIdle();
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpuUs = ((processCpuMs(platform.child.pid ?? 0) - cpuBefore) * 1_000) / count;
  watching.abort();
  const { peakRss, visibleMs } = await watched;
  const { loop_delay_p99_ms: loopP99, loop_delay_max_ms: loopMax } = await statsOf(platform);
  const { total } = await find(platform, 'source=demo&limit=1');
  if (report?.type !== 'done' || total !== count) throw new Error(`expected ${count}, found ${total}`);

  const peer = rawSqlite(join(folder, 'peer.db'), Math.min(count, 20_000));
  console.log(`profiles                 ${count}`);
  console.log(`pipeline                 ${Math.round(count / seconds)} profiles/s`);
  console.log(
    `bare SQLite + FTS5 loop  ${Math.round(peer)} rows/s (pipeline is ${(count / seconds / peer).toFixed(2)} of it)`,
  );
  console.log(`CPU of the process        ${Math.round(cpuUs)} us a profile, all threads`);
  console.log(`process memory, peak     ${Math.round(peakRss / MIB)} MiB`);
  console.log(`main-loop delay          p99 ${loopP99.toFixed(1)} ms, max ${loopMax.toFixed(1)} ms`);
  const at = (share: number) => quantile(visibleMs, share).toFixed(0);
  console.log(
    `accepted to searchable   p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${visibleMs.length} probes under load)`,
  );

  await platform.stop();
  const restartedAt = performance.now();
  const again = await startPlatformProcess(folder);
  const ready = performance.now() - restartedAt;
  await find(again, 'q=tech');
  console.log(
    `start over them          ready ${ready.toFixed(0)} ms, first search ${(performance.now() - restartedAt).toFixed(0)} ms`,
  );
  await again.stop();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function find(platform: PlatformProcess, query: string): Promise<SearchResponse> {
  return (await (await fetch(`${platform.api}/search?${query}`)).json()) as SearchResponse;
}

/** Reads the metrics of the instance, and imports one probe profile at a time until `signal` aborts. */
async function watch(platform: PlatformProcess, signal: AbortSignal) {
  const seen = { peakRss: 0, visibleMs: [] as number[] };
  for (let probe = 0; !signal.aborted; probe++) {
    await sleep(200);
    seen.peakRss = Math.max(seen.peakRss, (await statsOf(platform)).rss_bytes);
    if (!signal.aborted) seen.visibleMs.push(await timeToVisible(platform, `probe${probe}x`));
  }
  return seen;
}

async function statsOf(platform: PlatformProcess): Promise<PlatformStats> {
  return (await (await platform.admin('/stats')).json()) as PlatformStats;
}

async function timeToVisible(platform: PlatformProcess, username: string): Promise<number> {
  const row = JSON.stringify({
    platform: 'github',
    username,
    source: 'probe',
    fetched_at: '2026-01-01T00:00:00Z',
  });
  const answer = await platform.admin('/imports?name=probe&format=jsonl', { method: 'POST', body: row });
  await answer.text();
  const acceptedAt = performance.now();
  const deadline = acceptedAt + 30_000;
  while (
    (await fetch(`${platform.api}/profiles/${encodeURIComponent(`github:@${username}`)}`)).status !== 200
  ) {
    if (performance.now() > deadline) throw new Error(`${username} never became searchable`);
    await sleep(20);
  }
  return performance.now() - acceptedAt;
}

function rawSqlite(path: string, rows: number): number {
  const db = new DatabaseSync(path);
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  db.exec('create table record (key text primary key, value text) without rowid');
  db.exec('create virtual table found using fts5(name, bio)');
  const record = db.prepare('insert into record values (?, ?)');
  const found = db.prepare('insert into found (name, bio) values (?, ?)');
  const value = JSON.stringify({
    posts: Array.from({ length: 21 }, (_, i) => ({
      id: `post-${i}`,
      text: 'a post of about the usual length #tag',
      likes: i,
      comments: i,
      at: 1.7e12 + i,
    })),
  });
  const startedAt = performance.now();
  for (let from = 0; from < rows; from += 50) {
    db.exec('begin');
    for (let row = from; row < from + 50; row++) {
      record.run(`profile/${row}`, value);
      found.run(`name ${row % 5_000}`, `creator of word${row % 977} and word${row % 3_001}, tech and travel`);
    }
    db.exec('commit');
  }
  const rate = rows / ((performance.now() - startedAt) / 1_000);
  db.close();
  return rate;
}
