import type { PendingRequest, PendingText, PendingTexts } from '#adapters/search/meaning/pending-texts.ts';
import { hashText, isKnownLanguage, textOfProfile } from '#adapters/search/meaning/text-of-profile.ts';
import type { Profile } from '#domain/profile.ts';
import type { LiveIndex } from '../writer/live-index.ts';
import type { VectorStore } from './vector-store.ts';

export interface PendingDocuments {
  /** Looks at a bounded number of documents after the ones that it has seen. */
  next(request: PendingRequest): PendingTexts;
  /** The texts that `next` gave last were not embedded: it gives them again. */
  retry(): void;
}

/** Documents that one call looks at: a few milliseconds of work. */
const LOOKED_AT = 128;

/**
 * Finds documents whose text has no vector, in the order in which they were written; after a restart and with another file
 * of vectors, from the first.
 */
export function createPendingDocuments(live: LiveIndex, vectors: () => VectorStore): PendingDocuments {
  let file = '';
  let known: VectorStore | undefined;
  let ordinal = 0;
  let before = 0;

  return {
    next({ model, languages, limit }) {
      const { store } = live.open();
      if (store.path + store.file !== file || vectors() !== known) {
        vectors().removeOthers(store.path);
        file = store.path + store.file;
        known = vectors();
        ordinal = 0;
      }
      before = ordinal;
      const rows = store.db
        .prepare(
          'SELECT ordinal, id, json FROM attributes JOIN profiles USING (ordinal) WHERE ordinal > ? ORDER BY ordinal LIMIT ?',
        )
        .all(ordinal, LOOKED_AT) as { ordinal: number; id: string; json: string }[];
      const texts: PendingText[] = [];
      const silent: string[] = [];
      for (const row of rows) {
        if (texts.length === limit) return { texts, more: true };
        ordinal = row.ordinal;
        const profile = JSON.parse(row.json) as Profile;
        const text = isKnownLanguage(profile, languages) ? textOfProfile(profile) : null;
        if (text === null) silent.push(row.id);
        else {
          const hash = hashText(text);
          if (!isSame(vectors().hashOf(row.id, model), hash)) texts.push({ id: row.id, hash, text });
        }
      }
      if (silent.length > 0) vectors().remove(silent);
      return { texts, more: rows.length === LOOKED_AT };
    },
    retry() {
      ordinal = before;
    },
  };
}

/** A damaged file can hold values of any type. */
function isSame(known: unknown, hash: Uint8Array): boolean {
  return known instanceof Uint8Array && Buffer.compare(known, hash) === 0;
}
