import { TEXTS } from '#api/page/texts.ts';
import { pollDelayMs } from '#lib/async/backoff.ts';
import { showConnection } from '../dom.ts';
import { parseFragment } from './parse-fragment.ts';

const PAUSE = { baseMs: 500, maxMs: 10_000 };
const MAX_TRIES = 30;

/**
 * The results for a query string. Tries again while the server cannot be reached or asks for a pause. `undefined` when
 * that does not help or `signal` ends it. An error of the server is an element too.
 */
export async function fetchResults(query: string, signal: AbortSignal): Promise<HTMLElement | undefined> {
  for (let attempt = 1; attempt <= MAX_TRIES && !signal.aborted; attempt++) {
    const answer = await ask(query, signal);
    if (signal.aborted) return undefined;
    if (answer !== undefined && answer.status !== 429) {
      showConnection('');
      return parseFragment(answer.text);
    }
    showConnection(
      answer === undefined ? `${TEXTS.error.offline} ${TEXTS.error.reconnecting}…` : TEXTS.error.slow,
    );
    await pause(Math.max(answer?.retryAfterMs ?? 0, pollDelayMs(attempt, PAUSE)), signal);
  }
  return undefined;
}

interface Answer {
  status: number;
  retryAfterMs: number;
  text: string;
}

/** The whole answer; `undefined` when the connection or `signal` ends before its last byte. */
async function ask(query: string, signal: AbortSignal): Promise<Answer | undefined> {
  try {
    const answer = await fetch(`/results${query}`, { signal, headers: { accept: 'text/html' } });
    const retryAfterMs = Number(answer.headers.get('retry-after') ?? 0) * 1_000;
    return { status: answer.status, retryAfterMs, text: await answer.text() };
  } catch {
    return undefined;
  }
}

/** Ends early when the browser says that the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
