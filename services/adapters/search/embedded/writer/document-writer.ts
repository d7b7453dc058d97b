import type { DatabaseSync } from 'node:sqlite';
import { hashTexts, pairsOf } from '#adapters/search/analysis/word-hashes.ts';
import { NUMBERS } from '#adapters/search/stored/numbers.ts';
import { traitBitsOf } from '#adapters/search/stored/traits.ts';
import type { UpsertResult } from '#ports/search-index.ts';
import { withCovered } from '../common-pairs.ts';
import { labelTokens } from '../label-tokens.ts';
import { createCommonWords } from './common-words.ts';
import { createKnownWords } from './known-words.ts';
import type { PreparedDocument } from './prepare-document.ts';

/** Writes documents into one index file. Every method runs inside a transaction of the caller. */
export interface DocumentWriter {
  upsert(document: PreparedDocument): UpsertResult['status'];
  /** `false` when it was not there. */
  delete(id: string): boolean;
  /** Call it once, last, in every transaction that wrote. */
  finishTransaction(): void;
  /** Words were removed: they are looked up again. */
  forgetWords(): void;
  /** The transaction was rolled back: what it taught about words is void. */
  forgetTransaction(): void;
}

/** Number of removals that readers can apply one by one. A reader that is further behind loads everything again. */
const REMOVALS_KEPT = 100_000;
const REMOVALS_PER_TRIM = 10_000;

export function createDocumentWriter(db: DatabaseSync): DocumentWriter {
  const readState = db.prepare('SELECT next_ordinal FROM state');
  const writeState = db.prepare('UPDATE state SET next_ordinal = ?, changes = changes + 1');
  const find = db.prepare('SELECT ordinal, version FROM attributes WHERE id = ?');
  const readJson = db.prepare('SELECT json FROM profiles WHERE ordinal = ?');
  const addAttributes = db.prepare(
    `INSERT INTO attributes
      (ordinal, id, version, platform, category, source, tier, followers, rate, reported, recent,
        rate_order, low, high, growth, sponsored, frequency, following, posts, language, traits,
        lengths, pairs_a, pairs_b, pairs_c, pairs_d, handle)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addProfile = db.prepare('INSERT INTO profiles (ordinal, words, json) VALUES (?, ?, ?)');
  const addPostings = db.prepare('INSERT INTO postings (rowid, tokens) VALUES (?, ?)');
  const addWord = db.prepare('INSERT OR IGNORE INTO words (token) VALUES (?)');
  const dropAttributes = db.prepare('DELETE FROM attributes WHERE ordinal = ?');
  const dropProfile = db.prepare('DELETE FROM profiles WHERE ordinal = ?');
  const dropPostings = db.prepare('DELETE FROM postings WHERE rowid = ?');
  const addRemoved = db.prepare('INSERT INTO removed (ordinal, id) VALUES (?, ?)');

  const trimRemoved = db.prepare('DELETE FROM removed WHERE number <= ?');

  const addLanguage = db.prepare('INSERT OR IGNORE INTO languages (tag) VALUES (?)');

  const commonWords = createCommonWords(db);
  const knownWords = createKnownWords();
  const knownLanguages = new Set<string>();
  let nextOrdinal: number | undefined;

  const drop = (ordinal: number, deletedId: string | null) => {
    dropAttributes.run(ordinal);
    dropProfile.run(ordinal);
    dropPostings.run(ordinal);
    const number = Number(addRemoved.run(ordinal, deletedId).lastInsertRowid);
    if (number % REMOVALS_PER_TRIM === 0) trimRemoved.run(number - REMOVALS_KEPT);
  };
  const takeOrdinal = () => {
    if (nextOrdinal === undefined) {
      commonWords.refresh();
      nextOrdinal = (readState.get() as { next_ordinal: number }).next_ordinal;
    }
    return nextOrdinal++;
  };
  const learnWords = ({ words, wordNumbers }: PreparedDocument['text']) => {
    for (const [i, word] of words.entries()) if (knownWords.add(word, wordNumbers[i] ?? 0)) addWord.run(word);
  };

  return {
    upsert(document) {
      const { id, version, json, profile, text } = document;
      const old = find.get(id) as { ordinal: number; version: number } | undefined;
      if (old !== undefined) {
        if (old.version > version) return 'stale';
        if (old.version === version && readJson.get(old.ordinal)?.json === json) return 'written';
        drop(old.ordinal, null);
      }
      const ordinal = takeOrdinal();
      const words = hashTexts(text.texts);
      const pairs = commonWords.pairsOf(words);
      addAttributes.run(
        ordinal,
        id,
        version,
        profile.platform,
        profile.category,
        profile.source,
        profile.tier,
        profile.followers,
        decimal(NUMBERS.rate(profile)),
        decimal(NUMBERS.reported(profile)),
        NUMBERS.recent(profile),
        decimal(NUMBERS.rate_order(profile)),
        decimal(NUMBERS.low(profile)),
        decimal(NUMBERS.high(profile)),
        decimal(NUMBERS.growth(profile)),
        decimal(NUMBERS.sponsored(profile)),
        decimal(NUMBERS.frequency(profile)),
        profile.following,
        profile.posts_count,
        profile.language,
        traitBitsOf(profile),
        withCovered(text.lengths, commonWords.size),
        ...pairsOf(words),
        text.handle,
      );
      addProfile.run(ordinal, new Uint8Array(words.buffer), json);
      addPostings.run(ordinal, [text.postings, ...labelTokens(profile), ...pairs].join(' '));
      learnWords(text);
      for (const tag of text.languages) {
        if (knownLanguages.has(tag)) continue;
        addLanguage.run(tag);
        knownLanguages.add(tag);
      }
      return 'written';
    },
    delete(id) {
      const old = find.get(id) as { ordinal: number } | undefined;
      if (old === undefined) return false;
      drop(old.ordinal, id);
      return true;
    },
    finishTransaction() {
      const next = nextOrdinal ?? (readState.get() as { next_ordinal: number }).next_ordinal;
      writeState.run(next);
      nextOrdinal = undefined;
    },
    forgetWords: () => knownWords.clear(),
    forgetTransaction() {
      nextOrdinal = undefined;
      commonWords.forget();
      knownWords.clear();
      knownLanguages.clear();
    },
  };
}

function decimal(value: number | null): string | null {
  return value === null ? null : String(value);
}
