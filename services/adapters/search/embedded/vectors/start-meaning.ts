import type { SearchQuery } from '#contract/query/search-query.ts';
import type { MissingTextEncoder, TextEncoder, TextEncoderOpening } from '#ports/text-encoder.ts';
import type { WireVector } from '../protocol.ts';
import type { EmbeddedText, Embedding } from './embed-documents.ts';
import { embedDocuments } from './embed-documents.ts';
import type { PendingTexts } from './pending-documents.ts';

export interface MeaningDeps {
  encoder: (() => Promise<TextEncoderOpening>) | undefined;
  /** Calls the writing thread. */
  write<T>(method: string, payload?: unknown): Promise<T>;
  /** This process embeds documents. */
  embeds: boolean;
}

/** Search by meaning, in one process. */
export interface StartedMeaning {
  /** The vector of what the query means; `null` for a search by words. */
  vectorOf(query: SearchQuery): Promise<WireVector | null>;
  missing(): Promise<MissingTextEncoder | null>;
  /** Resumes after a restart. */
  start(): void;
  /** Documents were written. */
  wake(): void;
  close(): Promise<void>;
}

/** Loads the encoder with the first document or query that needs it. */
export function startMeaning({ encoder, write, embeds }: MeaningDeps): StartedMeaning {
  const ending = new AbortController();
  const { signal } = ending;
  let embedding: Promise<Embedding | null> | undefined;

  const open = async (): Promise<TextEncoder | null> => (await encoder?.())?.encoder ?? null;
  const begin = async (): Promise<Embedding | null> => {
    const opened = await open().catch(() => null);
    if (opened === null || signal.aborted) return null;
    const { model, languages } = opened;
    return embedDocuments({
      encoder: opened,
      signal,
      pending: (limit) => write<PendingTexts>('pendingTexts', { model, languages, limit }),
      put: (rows: readonly EmbeddedText[]) => write<void>('putVectors', { rows, model }),
      retry: () => write<void>('retryTexts'),
    });
  };

  const start = () => {
    if (embeds && encoder !== undefined && !signal.aborted) embedding ??= begin();
  };

  return {
    async vectorOf({ meaning, sort }) {
      if (meaning === undefined || sort !== 'relevance') return null;
      try {
        const opened = await open();
        const [vector] = (await opened?.encode([meaning], signal)) ?? [];
        return opened && vector ? { model: opened.model, vector } : null;
      } catch {
        // Without a vector, the search uses words only.
        return null;
      }
    },
    missing: async () => (await encoder?.())?.missing ?? null,
    start,
    wake() {
      start();
      void embedding?.then((started) => started?.wake());
    },
    async close() {
      ending.abort();
      const started = await embedding;
      await started?.done;
    },
  };
}
