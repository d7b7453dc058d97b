import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { createOwnClient } from './ask-in-process.ts';

export interface WarmUpOptions {
  app: HttpServer;
  index: SearchIndex;
  signal: AbortSignal;
  /** Between two looks at an index that is empty. Default: 2,000. */
  everyMs?: number;
}

/** Different questions, which the server of the index answers: one at a time, so that others hardly wait for them. */
const QUESTIONS = 400;
/** Times that one question is asked again, which costs the server next to nothing: so many at a time. */
const REPEATS = 1_200;
const AT_A_TIME = 8;
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
  const client = createOwnClient(app, AT_A_TIME);
  try {
    while ((await countOf(index)) === 0) await sleep(everyMs, undefined, { signal, ref: false });
    const endsAtMs = performance.now() + MAX_MS;
    const isOver = () => signal.aborted || performance.now() > endsAtMs;
    const { data } = JSON.parse(await client.ask(SAMPLE)) as { data: unknown[] };
    const words = [...new Set(JSON.stringify(data).match(/\p{L}{4,}/gu))];
    // A question in plain words: it opens the text encoder, if its data is installed.
    const plain = new URLSearchParams({ q: words.slice(0, LONG).join(' '), plain: 'true' });
    await client.ask(`/search?${plain}`);
    for (const word of words.slice(0, QUESTIONS)) {
      if (isOver()) return;
      await client.ask(questionFor(word));
    }
    const repeated = questionFor(words[0] ?? '');
    for (let asked = 0; asked < REPEATS && !isOver(); asked += AT_A_TIME)
      await Promise.all(Array.from({ length: AT_A_TIME }, () => client.ask(repeated)));
  } catch {
    // Stopped, or the server is unavailable.
  } finally {
    client.close();
  }
}

function questionFor(word: string): string {
  return `/search?q=${encodeURIComponent(word)}`;
}

/** A server that does not answer yet counts as empty. */
async function countOf(index: SearchIndex): Promise<number> {
  return index.count().catch(() => 0);
}
