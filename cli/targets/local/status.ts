import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationError } from '#cli/errors.ts';
import type { Endpoint } from '#cli/http/endpoint.ts';
import { sendProven } from '#cli/http/send-proven.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import type { Health, PlatformStats, Readiness } from '#contract/health.ts';
import { readText } from '#lib/read-text.ts';
import { readToken } from './admin-token.ts';
import { findFullDisk } from './assert-room.ts';
import { checkStores } from './check-stores.ts';
import type { Local } from './local.ts';
import { readLogs } from './logs.ts';
import { diagnose } from './process/diagnose.ts';
import { inspect } from './process/inspect.ts';
import { readLocalState } from './state.ts';

/** One `status` event. Parts of a running instance that do not answer are left out. */
export async function* describeStatus(
  local: Local,
  endpoint: (surface: 'public' | 'admin') => Promise<Endpoint>,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { paths } = local;
  const state = readLocalState(paths);
  const facts = await inspect(state, readToken(paths), signal);
  const diagnosis = diagnose(facts);
  const running = diagnosis.state === 'running';
  const health = running ? (facts.health as Health) : null;
  const [readiness, stats] = running
    ? await Promise.all([
        ask<Readiness>(endpoint('admin'), '/readyz?verbose', signal),
        ask<PlatformStats>(endpoint('admin'), '/stats', signal),
      ])
    : [null, null];
  const full = state === null ? null : findFullDisk(paths);
  yield event({
    type: 'status',
    name: local.name,
    target: 'local',
    state: diagnosis.state,
    message: running && readiness ? describeReadiness(readiness, full) : diagnosis.message,
    url: running && state ? `http://127.0.0.1:${state.port}` : null,
    pid: diagnosis.pid,
    version: health?.version ?? null,
    started_at: health?.started_at ?? null,
    services: health?.services ?? [],
    ready: readiness?.ready ?? null,
    checks: [
      ...(full === null ? [] : [{ name: 'disk', ok: false, detail: full.message, hint: full.hint ?? null }]),
      ...(diagnosis.state === 'killed' && state?.process
        ? [...(await lastWords(local, state.process.started_at, signal)), ...storeProblem(local)]
        : running
          ? (readiness?.checks ?? []).map((check) => ({ ...check, hint: check.hint ?? null }))
          : storeProblem(local)),
    ],
    documents: stats?.documents ?? null,
    queues: (stats?.queues ?? []).map(({ oldest_ms: _oldest, ...queue }) => queue),
    rss_bytes: stats?.rss_bytes ?? null,
    stores: state === null ? [] : storeSizes(local),
  });
}

/** A store of a stopped instance that is missing, replaced or damaged, as a failed check. */
function storeProblem({ paths }: Local): EventOf<'status'>['checks'] {
  const { status, message, fix } = checkStores(paths);
  return status === 'ok' ? [] : [{ name: 'stores', ok: false, detail: message, hint: fix }];
}

/** The last fatal log line of a process that ended, as a failed check. */
export async function lastWords(
  { paths }: Local,
  startedAt: string,
  signal: AbortSignal,
): Promise<EventOf<'status'>['checks']> {
  const options = { service: null, lines: null, since: Date.parse(startedAt), follow: false, signal };
  let last: { time: string; err: string } | undefined;
  for await (const { record } of readLogs(paths, options)) {
    if (record?.level !== 'fatal') continue;
    const { message } = (record.err ?? {}) as { message?: unknown };
    last = { time: String(record.time), err: String(message ?? record.msg) };
  }
  if (last === undefined) return [];
  return [{ name: 'crash', ok: false, detail: `${last.time}: ${last.err}`, hint: { command: ['up'] } }];
}

function describeReadiness({ ready, checks }: Readiness, full: OperationError | null): string {
  if (full !== null) return `is running, but cannot write: ${full.message}`;
  if (!ready) return 'is running, but not ready';
  return checks.every(({ ok }) => ok) ? 'is running' : 'is running, but unhealthy';
}

async function ask<T>(endpoint: Promise<Endpoint>, path: string, signal: AbortSignal): Promise<T | null> {
  try {
    const answer = await sendProven(await endpoint, path, { signal });
    const text = await readText(answer);
    return answer.statusCode === 200 || answer.statusCode === 503 ? (JSON.parse(text) as T) : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function storeSizes({ paths }: Local): { name: string; path: string; bytes: number }[] {
  const besides = ['', '-wal', '-shm'];
  const database = (path: string) => besides.reduce((sum, suffix) => sum + sizeOf(path + suffix), 0);
  return [
    { name: 'queue', path: paths.queue, bytes: database(paths.queue) },
    { name: 'records', path: paths.records, bytes: database(paths.records) },
    { name: 'search', path: paths.search, bytes: sizeOf(paths.search) },
    { name: 'objects', path: paths.objects, bytes: sizeOf(paths.objects) },
    { name: 'logs', path: paths.logs, bytes: sizeOf(paths.logs) },
  ];
}

/** Bytes of a file, or of all files under a folder; a file that vanishes meanwhile counts as 0. */
function sizeOf(path: string): number {
  try {
    const stat = lstatSync(path);
    if (!stat.isDirectory()) return stat.size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    return 0;
  }
}
