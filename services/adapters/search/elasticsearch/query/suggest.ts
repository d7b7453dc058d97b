import { foldText } from '#adapters/search/analysis/fold.ts';
import { joinWords } from '#adapters/search/analysis/tokenize.ts';
import type { StoredFields } from '../write/stored-profile.ts';
import { readStored, WITH_PROFILE } from '../write/stored-profile.ts';
import type { SearchParts } from './find-matches.ts';
import { sendSearch } from './search-answer.ts';

/** Of the profiles that hold a word that begins so, those with the largest audience whose words are counted. */
const SAMPLE = 200;

/** Completions of the last word of `prefix`, and of handles by all of it: in turn, words first. */
export async function suggest(
  prefix: string,
  limit: number,
  { client, alias, analyser: { tokenizer } }: Omit<SearchParts, 'labels'>,
): Promise<string[]> {
  const folded = foldText(prefix);
  const word = tokenizer.query(folded).at(-1)?.text;
  const handle = joinWords(folded);
  if (word === undefined || handle === '') return [];
  const byAudience = (field: string, value: string, size: number, returned: object) => ({
    size,
    track_total_hits: false,
    query: { constant_score: { filter: { prefix: { [field]: value } } } },
    sort: [{ followers: { order: 'desc', missing: '_last' } }, { id: 'asc' }],
    ...returned,
  });
  const [texts, named] = await Promise.all([
    sendSearch<{ v?: [string] }>(client, alias, byAudience('v', word, SAMPLE, { stored_fields: ['v'] })),
    sendSearch<StoredFields>(client, alias, byAudience('h', handle, limit, WITH_PROFILE)),
  ]);
  const words = mostFrequent(
    texts.hits.hits.flatMap(
      ({ fields: { v } }) => v?.[0].split(' ').filter((one) => one.startsWith(word)) ?? [],
    ),
  );
  const handles = named.hits.hits.map(({ fields }) => {
    const { username, display_name: name } = readStored(fields);
    return username ?? name ?? '';
  });
  const mixed = new Set<string>();
  for (let i = 0; i < Math.max(words.length, handles.length) && mixed.size < limit; i++) {
    for (const suggestion of [words[i], handles[i]]) if (suggestion !== undefined) mixed.add(suggestion);
  }
  return [...mixed].slice(0, limit);
}

/** Ties in the order in which they were first seen. */
function mostFrequent(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}
