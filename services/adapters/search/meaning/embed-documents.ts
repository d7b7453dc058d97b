import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '#lib/async/backoff.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import type { EmbeddedText, PendingTexts } from './pending-texts.ts';

/** Texts in one batch, unless the index prefers another number: a fraction of a second of work. */
const BATCH = 32;
/** While documents are written, a pause this many times as long follows each batch, so that embedding uses 5 % of one core. */
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
}

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
  const { signal, batch = BATCH } = deps;
  let wokenAt = Number.NEGATIVE_INFINITY;
  let waiting = new AbortController();

  const pause = async (ms: number, endsEarly: boolean) => {
    const ends = endsEarly ? AbortSignal.any([signal, waiting.signal]) : signal;
    await wait(ms, undefined, { signal: ends, ref: false }).catch(() => {});
  };
  const embedBatch = async (): Promise<boolean> => {
    const { texts, more } = await deps.pending(batch);
    if (texts.length === 0) return more;
    const startedAt = performance.now();
    const vectors = await deps.encoder.encode(
      texts.map(({ text }) => text),
      signal,
    );
    await deps.put(texts.map((text, at) => ({ ...text, vector: vectors[at] ?? null })));
    await giveWay(performance.now() - startedAt);
    return true;
  };
  /** While documents are written, most of the time belongs to them. */
  const giveWay = async (tookMs: number) => {
    const until = performance.now() + tookMs * PAUSE_WHILE_WRITING;
    for (let now = performance.now(); !signal.aborted && now < until; now = performance.now()) {
      if (now - wokenAt >= WRITING_MS) return;
      await pause(Math.min(until, wokenAt + WRITING_MS) - now, false);
    }
  };
  const run = async () => {
    for (let failures = 0; !signal.aborted; ) {
      waiting = new AbortController();
      try {
        const more = await embedBatch();
        failures = 0;
        if (!more) await pause(LOOK_MS, true);
      } catch {
        if (signal.aborted) return;
        await deps.retry().catch(() => {});
        failures++;
        await pause(backoffMs(failures, RETRY), false);
      }
    }
  };

  return {
    wake() {
      wokenAt = performance.now();
      waiting.abort();
    },
    look() {
      waiting.abort();
    },
    done: run(),
  };
}
