import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import { VECTOR_DIMENSIONS } from '#ports/text-encoder.ts';

/** Raised with every change of the mapping or of how text is analysed; an index of another version is created again. */
export const MAPPING_VERSION = 5;
/** Marks an index as one of this adapter. */
export const APPLICATION = 'influscope-search';

/**
 * Written documents can be found after this long at the latest, while more are written without a pause: see
 * `quiet-task.ts` for sooner.
 */
const REFRESH_INTERVAL = '5s';

/** Tokens as our own analysis makes them, separated by spaces: Elasticsearch only takes them apart again. */
const TOKENS = { type: 'text', analyzer: 'whitespace', index_options: 'freqs' };

/**
 * Fields, short because every document carries their names:
 *
 * - `h` whole handle and display name, each as one word; `n` the words of both; `t` category and topics; `b` bio and
 *   country.
 * - `s` stems of the words in all of them; `p` each text as the sequence of its words, for phrases.
 * - `v` the words that may be misspelt and completed, `u` the handle as one word. Both are for close spellings, and
 *   apart because handles would swamp the words.
 * - `category_key` tells categories apart by their folded form; `category` is as it was spelt.
 * - The numbers are those of `numbers.ts`, `traits` those of `traits.ts`; `topic`, `country` and `language` hold keys.
 * - `profile` comes back as it was written: see `encodeStored`. Not `_source`, which the server parses and writes again for
 *   every answer, and not a stored field, which it decompresses in blocks of several profiles for each one: a column of
 *   bytes needs neither, for about twice the space on disk.
 */
const PROPERTIES = {
  h: TOKENS,
  n: TOKENS,
  t: TOKENS,
  b: TOKENS,
  s: { type: 'text', analyzer: 'whitespace', index_options: 'docs', norms: false },
  p: { type: 'text', analyzer: 'whitespace', index_options: 'positions', norms: false },
  v: { type: 'text', analyzer: 'whitespace', index_options: 'docs', norms: false, store: true },
  u: { type: 'keyword', doc_values: false },
  id: { type: 'keyword', index: false },
  platform: { type: 'keyword' },
  category_key: { type: 'keyword' },
  category: { type: 'keyword', index: false },
  tier: { type: 'keyword' },
  source: { type: 'keyword' },
  followers: { type: 'long' },
  following: { type: 'long' },
  posts: { type: 'long' },
  rate: { type: 'double' },
  rate_order: { type: 'double', index: false },
  low: { type: 'double' },
  high: { type: 'double' },
  reported: { type: 'double' },
  growth: { type: 'double' },
  sponsored: { type: 'double' },
  frequency: { type: 'double' },
  recent: { type: 'long' },
  traits: { type: 'keyword' },
  topic: { type: 'keyword' },
  country: { type: 'keyword' },
  language: { type: 'keyword' },
  profile: { type: 'binary', doc_values: true },
};

/**
 * Fields of the meaning, which an index of this version may lack: see `add-vector-fields.ts`.
 *
 * - `vector` is compared with every query without a graph, so that results are exact.
 * - `model` is the model of the vector; it is also set where a document has nothing to embed.
 * - `embedded` contains the hash of the text, then the vector: it comes back for the next version of the document.
 * - `revision` is the document's own version where that of the server is higher: see `write-vectors.ts`.
 */
export const VECTOR_PROPERTIES = {
  vector: {
    type: 'dense_vector',
    dims: VECTOR_DIMENSIONS,
    element_type: 'byte',
    similarity: 'max_inner_product',
    index: true,
    index_options: { type: 'flat' },
  },
  model: { type: 'keyword' },
  embedded: { type: 'binary', store: true },
  revision: { type: 'long', index: false, doc_values: false, store: true },
};

/** What an index that is read and written needs to be set to. */
export function servingSettings(replicas: number) {
  return {
    number_of_replicas: replicas,
    refresh_interval: REFRESH_INTERVAL,
    // A deleted profile may come back in any version, at once.
    gc_deletes: '-1',
  };
}

/**
 * No query reads an index while it is being filled, and a deletion must hold against the documents that are still to
 * come.
 */
export const FILLING_SETTINGS = { number_of_replicas: 0, refresh_interval: '-1', gc_deletes: '7d' };

/** The body that makes an index. `meta` goes beside the mapping's version. */
export function indexDefinition(settings: object, meta: object = {}) {
  return {
    settings: {
      number_of_shards: 1,
      // One more than a page may hold, to see whether there is another.
      max_result_window: MAX_PAGING_DEPTH + 1,
      similarity: { default: { type: 'BM25', k1: 1.2, b: 0.5 } },
      ...settings,
    },
    mappings: {
      dynamic: 'strict',
      _meta: { application: APPLICATION, mapping_version: MAPPING_VERSION, ...meta },
      _source: { enabled: false },
      properties: { ...PROPERTIES, ...VECTOR_PROPERTIES },
    },
  };
}
