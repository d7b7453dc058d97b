import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine, LogsRequest } from '../target.ts';
import type { LocalPaths } from './paths.ts';

const ROTATED = 5;
const FOLLOW_POLL_MS = 250;

/** The services' log, oldest first, rotated files included; with `follow`, then each new line. */
export async function* readLogs(paths: LocalPaths, options: LogsRequest): AsyncGenerator<LogLine> {
  const { lines, signal } = options;
  let position = mark(paths.serviceLog);
  const rotated = Array.from({ length: ROTATED }, (_, index) => `${paths.serviceLog}.${ROTATED - index}`);
  const earlier = (async function* () {
    for (const path of rotated) yield* select(path, 0, Number.POSITIVE_INFINITY, options);
    yield* select(paths.serviceLog, 0, position.size, options);
  })();
  if (lines === null) yield* earlier;
  else yield* await last(earlier, lines);

  while (options.follow) {
    try {
      await sleep(FOLLOW_POLL_MS, undefined, { signal });
    } catch {
      return;
    }
    const now = mark(paths.serviceLog);
    if (now.inode !== position.inode) {
      // It was rotated: the last lines before that are at the end of the first rotated file.
      if (position.inode !== 0)
        yield* select(`${paths.serviceLog}.1`, position.size, Number.POSITIVE_INFINITY, options);
      position = { ...now, size: 0 };
    }
    if (now.size < position.size) position = { ...now, size: 0 };
    if (now.size === position.size) continue;
    yield* select(paths.serviceLog, position.size, now.size, options);
    position = now;
  }
}

async function last(all: AsyncIterable<LogLine>, count: number): Promise<LogLine[]> {
  let kept: LogLine[] = [];
  for await (const line of all) {
    kept.push(line);
    if (kept.length > 2 * count) kept = kept.slice(-count);
  }
  return count === 0 ? [] : kept.slice(-count);
}

async function* select(
  path: string,
  from: number,
  to: number,
  { service, since, signal }: LogsRequest,
): AsyncGenerator<LogLine> {
  const { size } = mark(path);
  const end = Math.min(to, size);
  if (end <= from) return;
  const stream = createReadStream(path, { start: from, end: end - 1, encoding: 'utf8' });
  const reader = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const text of reader) {
      signal.throwIfAborted();
      const line = parse(text);
      if (service !== null && line.record?.service !== service) continue;
      const time = typeof line.record?.time === 'string' ? Date.parse(line.record.time) : Number.NaN;
      if (since !== null && !(time >= since)) continue;
      yield line;
    }
  } finally {
    reader.close();
    stream.destroy();
  }
}

function parse(text: string): LogLine {
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record === 'object' && record !== null)
      return { text, record: record as Record<string, unknown> };
  } catch {
    // Shown unchanged.
  }
  return { text, record: null };
}

function mark(path: string): { inode: number; size: number } {
  try {
    const { ino, size } = statSync(path);
    return { inode: ino, size };
  } catch {
    return { inode: 0, size: 0 };
  }
}
