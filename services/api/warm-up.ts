import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';

export interface WarmUpOptions {
  app: HttpServer;
  index: SearchIndex;
  signal: AbortSignal;
  /** Between two looks at an index that is empty. Default: 2,000. */
  everyMs?: number;
}

const QUESTIONS = 200;
/** Bounds the work on a slow server. */
const MAX_MS = 20_000;
const SAMPLE = '/search?limit=100&facets=false';
/** Words of a question in plain words. */
const LONG = 3;

/**
 * Asks the API what people may ask first: the compiler, the server's caches and the percentiles are then ready for them.
 * Waits for an empty index to be filled. Never fails: people would meet the same error and report it.
 */
export async function warmUp({ app, index, signal, everyMs = 2_000 }: WarmUpOptions): Promise<void> {
  try {
    while ((await countOf(index)) === 0) await sleep(everyMs, undefined, { signal, ref: false });
    const endsAtMs = performance.now() + MAX_MS;
    const { data } = (await app.inject(SAMPLE)).json() as { data: unknown[] };
    const words = new Set(JSON.stringify(data).match(/\p{L}{4,}/gu));
    // A question in plain words: it opens the text encoder, if its data is installed.
    const plain = new URLSearchParams({ q: [...words].slice(0, LONG).join(' '), plain: 'true' });
    await app.inject(`/search?${plain}`);
    for (const word of [...words].slice(0, QUESTIONS)) {
      if (signal.aborted || performance.now() > endsAtMs) return;
      await app.inject(`/search?q=${encodeURIComponent(word)}`);
    }
  } catch {
    // Stopped, or the server is unavailable.
  }
}

/** A server that does not answer yet counts as empty. */
async function countOf(index: SearchIndex): Promise<number> {
  return index.count().catch(() => 0);
}
