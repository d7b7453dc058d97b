import { STORE_LAYOUTS } from '#contract/embedded-stores.ts';

/** "InfS" in ASCII: marks a SQLite file as this index. */
export const APPLICATION_ID = 0x49_6e_66_53;
/** Raised with every change of the tables or of how text is analysed. */
export const SCHEMA_VERSION = STORE_LAYOUTS.search;

/**
 * The hashes of common words with their numbers: see `common-pairs.ts`. Writers add the table to an index of older code, which
 * ignores it.
 */
export const COMMON_WORDS_TABLE =
  'CREATE TABLE IF NOT EXISTS common_words (number INTEGER PRIMARY KEY, hash INTEGER NOT NULL UNIQUE)';

/**
 * `ordinal` grows with every write and is never used again: an update removes the old row and adds a new one. So what
 * a reader knows of old ordinals stays true, and what is new is everything after the last one it has seen.
 *
 * - `state`: one row; `changes` counts the write transactions.
 * - `attributes`: what queries filter, sort and count by. Numbers with a fraction are decimal text, so that they keep every
 *   digit. Readers load the columns from `rate_order` to `traits` when a query needs them. `traits` are the bits of
 *   `traits.ts`; `lengths` are those of `analyseProfile` and what `withCovered` adds; `pairs_a` to `pairs_d` are a `PairSet`.
 * - `profiles`: the profile, after its words as `hashTexts` writes them, for phrases: postings have no positions.
 * - `postings`: which ordinals hold which token, which key of a label and which pair of common words; the text itself is not
 *   kept.
 * - `languages`: tags of the languages that stems are of.
 * - `words`: tokens that can be completed or misspelt, in the order in which they were first seen.
 * - `removed`: ordinals that are no more, with the id when its profile was deleted and not replaced.
 */
export const SCHEMA = `
CREATE TABLE state (
  singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
  next_ordinal INTEGER NOT NULL,
  changes INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 1, 0);
CREATE TABLE attributes (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  platform TEXT NOT NULL,
  category TEXT,
  source TEXT NOT NULL,
  tier TEXT,
  followers INTEGER,
  rate TEXT,
  reported TEXT,
  recent INTEGER,
  rate_order TEXT,
  low TEXT,
  high TEXT,
  growth TEXT,
  sponsored TEXT,
  frequency TEXT,
  following INTEGER,
  posts INTEGER,
  language TEXT,
  traits INTEGER NOT NULL,
  lengths INTEGER NOT NULL,
  pairs_a INTEGER NOT NULL,
  pairs_b INTEGER NOT NULL,
  pairs_c INTEGER NOT NULL,
  pairs_d INTEGER NOT NULL,
  handle TEXT NOT NULL
);
CREATE TABLE profiles (ordinal INTEGER PRIMARY KEY, words BLOB NOT NULL, json TEXT NOT NULL);
CREATE VIRTUAL TABLE postings USING fts5(
  tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TABLE words (number INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE);
${COMMON_WORDS_TABLE};
CREATE TABLE languages (tag TEXT PRIMARY KEY);
CREATE TABLE removed (number INTEGER PRIMARY KEY AUTOINCREMENT, ordinal INTEGER NOT NULL, id TEXT);
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`;
