import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '#lib/async/backoff.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import type { EmbeddedText, PendingTexts } from './pending-texts.ts';

/** Texts in one batch, unless the index prefers another number: a fraction of a second of work. */
const BATCH = 32;
/** Maximum time that embedding waits for writes to end. */
const PATIENCE_MS = 60_000;
/** Then a pause this many times as long follows each batch, so that embedding uses 5 % of one core. */
const PAUSE_WHILE_WRITING = 19;
/** Interval at which documents from other processes are looked for. */
const LOOK_MS = 30_000;
const RETRY = { baseMs: 1_000, maxMs: 60_000 };
/** After a write, an import is considered to be running for this time. */
const WRITING_MS = 2_000;

export interface EmbedDeps {
  encoder: TextEncoder;
  /** Texts in one batch. */
  batch?: number | undefined;
  pending(limit: number): Promise<PendingTexts>;
  put(rows: readonly EmbeddedText[]): Promise<void>;
  /** The texts of the last `pending` come again. */
  retry(): Promise<void>;
  signal: AbortSignal;
  /** Default: the real clock. */
  clock?: EmbedClock;
}

export interface EmbedClock {
  nowMs(): number;
  /** Resolves early when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

const REAL_CLOCK: EmbedClock = {
  nowMs: () => performance.now(),
  pause: (ms, signal) => wait(ms, undefined, { signal, ref: false }).catch(() => {}),
};

export interface Embedding {
  /** Documents were written. */
  wake(): void;
  /** Documents became visible. */
  look(): void;
  /** Ends with the signal. */
  done: Promise<void>;
}

/** Embeds what has no vector, in the background, until the signal ends it. Resumes where documents lack a vector. */
export function embedDocuments(deps: EmbedDeps): Embedding {
  const { signal, batch = BATCH, clock = REAL_CLOCK } = deps;
  let wokenAt = Number.NEGATIVE_INFINITY;
  /** Start of the writes that have not ended. */
  let writingFrom = Number.NEGATIVE_INFINITY;
  /** Duration of the last batch. */
  let tookMs = 0;
  let waiting = new AbortController();

  const embedBatch = async (): Promise<boolean> => {
    const { texts, more } = await deps.pending(batch);
    if (texts.length === 0) return more;
    const startedAt = clock.nowMs();
    const vectors = await deps.encoder.encode(
      texts.map(({ text }) => text),
      signal,
    );
    await deps.put(texts.map((text, at) => ({ ...text, vector: vectors[at] ?? null })));
    tookMs = clock.nowMs() - startedAt;
    return true;
  };
  /** While documents are written, embedding waits. During a long import, it gets a small share of the time. */
  const giveWay = async () => {
    const pausedFrom = clock.nowMs();
    for (let now = pausedFrom; !signal.aborted && now - wokenAt < WRITING_MS; now = clock.nowMs()) {
      const until = Math.max(writingFrom + PATIENCE_MS, pausedFrom + tookMs * PAUSE_WHILE_WRITING);
      if (now >= until) return;
      await clock.pause(Math.min(until, wokenAt + WRITING_MS) - now, signal);
    }
  };
  const run = async () => {
    for (let failures = 0; !signal.aborted; ) {
      waiting = new AbortController();
      try {
        await giveWay();
        const more = await embedBatch();
        failures = 0;
        if (!more) await clock.pause(LOOK_MS, AbortSignal.any([signal, waiting.signal]));
      } catch {
        if (signal.aborted) return;
        await deps.retry().catch(() => {});
        failures++;
        await clock.pause(backoffMs(failures, RETRY), signal);
      }
    }
  };

  return {
    wake() {
      const now = clock.nowMs();
      if (now - wokenAt >= WRITING_MS) writingFrom = now;
      wokenAt = now;
      waiting.abort();
    },
    look() {
      waiting.abort();
    },
    done: run(),
  };
}
