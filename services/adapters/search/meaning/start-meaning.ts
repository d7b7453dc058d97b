import type { SearchQuery } from '#contract/query/search-query.ts';
import type { Profile } from '#domain/profile.ts';
import type { MissingTextEncoder, TextEncoder, TextEncoderOpening } from '#ports/text-encoder.ts';
import type { Embedding } from './embed-documents.ts';
import { embedDocuments } from './embed-documents.ts';
import type { VectorKeeper } from './pending-texts.ts';
import type { QueryVector } from './query-vector.ts';
import { isKnownLanguage, textOfProfile } from './text-of-profile.ts';

export interface MeaningDeps {
  encoder: (() => Promise<TextEncoderOpening>) | undefined;
  keeper: VectorKeeper;
  /** Texts that the index takes at a time. */
  batch?: number;
  /** This process embeds documents. */
  embeds: boolean;
}

/** Search by meaning, in one process. */
export interface StartedMeaning {
  /** The vector of what the query means; `null` for a search by words. */
  vectorOf(query: SearchQuery): Promise<QueryVector | null>;
  missing(): Promise<MissingTextEncoder | null>;
  /** Resumes after a restart. */
  start(): void;
  /** Documents were written. */
  wake(): void;
  /** Documents became visible, in an index that shows them later than it takes them. */
  look(): void;
  /** The encoder once it is open, without waiting for it. */
  opened(): TextEncoder | null;
  /** Waits until the encoder is open, if there is one. */
  load(): Promise<void>;
  close(): Promise<void>;
}

/** Loads the encoder with the first document or query that needs it. */
export function startMeaning({ encoder, keeper, batch, embeds }: MeaningDeps): StartedMeaning {
  const ending = new AbortController();
  const { signal } = ending;
  let embedding: Promise<Embedding | null> | undefined;
  let known: TextEncoder | null = null;

  const open = async (): Promise<TextEncoder | null> => {
    known = (await encoder?.())?.encoder ?? null;
    return known;
  };
  const begin = async (): Promise<Embedding | null> => {
    const opened = await open().catch(() => null);
    if (opened === null || signal.aborted) return null;
    const { model, languages } = opened;
    return embedDocuments({
      encoder: opened,
      signal,
      batch,
      pending: (limit) => keeper.pending({ model, languages, limit }),
      put: (rows) => keeper.put({ rows, model }),
      retry: () => keeper.retry(),
    });
  };

  const start = () => {
    if (embeds && encoder !== undefined && !signal.aborted) embedding ??= begin();
  };

  return {
    async vectorOf({ meaning, like, sort }) {
      if ((meaning === undefined && like === undefined) || sort !== 'relevance') return null;
      try {
        const opened = await open();
        if (opened === null) return null;
        const text = like === undefined ? meaning : textOfKnown(like, opened.languages);
        const [vector] = text ? await opened.encode([text], signal) : [];
        return vector ? { model: opened.model, vector } : null;
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
    look() {
      void embedding?.then((started) => started?.look());
    },
    opened: () => known,
    load: async () => void (await open().catch(() => null)),
    async close() {
      ending.abort();
      const started = await embedding;
      await started?.done;
    },
  };
}

/** The text of a profile, as documents have it; `null` in a language that the model does not know. */
function textOfKnown(profile: Profile, languages: ReadonlySet<string>): string | null {
  return isKnownLanguage(profile, languages) ? textOfProfile(profile) : null;
}
