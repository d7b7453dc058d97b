import { analyseProfile } from '#adapters/search/analysis/analyse-profile.ts';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { wordSequence } from '#adapters/search/analysis/tokenize.ts';
import { assertIndexable } from '#adapters/search/assert-indexable.ts';
import { keyOf, labelKeysOf } from '#adapters/search/stored/label-keys.ts';
import { NUMBERS } from '#adapters/search/stored/numbers.ts';
import { traitsOf } from '#adapters/search/stored/traits.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import { encodeStored } from './stored-profile.ts';

/** Lucene refuses terms longer than 32,766 bytes; this limit loses no useful text. */
const MAX_LABEL = 1_000;

/** The document as JSON text, with more fields. Throws a `TypeError` for one that no index can ever take. */
export function toDocument(
  { profile, version }: SearchDocument,
  analyser: Analyser,
  fields: object = {},
): string {
  assertIndexable(profile, version);
  if (version < 0) throw new TypeError(`The version is negative: ${version}`);
  const { postings, words, handle, texts } = analyseProfile(profile, analyser);
  const tokens = { h: '', n: '', t: '', b: '', s: '' };
  for (const posting of postings.split(' ')) {
    const field = posting[0] as keyof typeof tokens | undefined;
    if (field !== undefined) tokens[field] += `${posting.slice(1)} `;
  }
  return JSON.stringify({
    ...tokens,
    v: [...new Set(words.map((word) => word.slice(1)))].join(' '),
    u: handle,
    p: texts.map(wordSequence),
    id: profile.id,
    platform: profile.platform,
    category_key: profile.category === null ? null : keyOf(profile.category),
    category: profile.category?.slice(0, MAX_LABEL),
    tier: profile.tier,
    source: keyOf(profile.source),
    ...Object.fromEntries(Object.entries(NUMBERS).map(([name, read]) => [name, read(profile)])),
    traits: traitsOf(profile),
    ...labelKeysOf(profile),
    profile: encodeStored(profile),
    ...fields,
  });
}
