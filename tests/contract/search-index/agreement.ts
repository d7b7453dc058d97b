import assert from 'node:assert/strict';
import { analyseProfile } from '#adapters/search/analysis/analyse-profile.ts';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { foldText } from '#adapters/search/analysis/fold.ts';
import { planQuery } from '#adapters/search/analysis/plan-query.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { TextPart } from '#contract/query/split-tree.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchDocument, SearchIndex, SearchPage } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

/** How many profiles of a query's matches are compared one by one. */
const COMPARED = 300;

/** Both engines must answer the same to one query. */
export async function assertAgreement(
  query: SearchQuery,
  [one, other]: readonly [SearchIndex, SearchIndex],
): Promise<SearchPage> {
  const [expected, actual] = await Promise.all([one.search(query), other.search(query)]);
  const asked = JSON.stringify(query);
  assert.deepEqual([actual.total, actual.matched], [expected.total, expected.matched], asked);
  assert.deepEqual(foldFacets(actual), foldFacets(expected), asked);
  assert.equal(actual.next === null, expected.next === null, asked);
  if (query.sort !== 'relevance' || wantedText(query.tree).length === 0)
    assert.deepEqual(idsOf(actual), idsOf(expected), asked);
  if (expected.total <= COMPARED) {
    const all = { ...query, limit: COMPARED, facets: false };
    const [left, right] = await Promise.all([one.search(all), other.search(all)]);
    assert.deepEqual(idsOf(right).sort(), idsOf(left).sort(), asked);
    assert.deepEqual(
      right.data.find(({ id }) => id === left.data[0]?.id),
      left.data[0],
      asked,
    );
  }
  return actual;
}

/** Each engine chooses which spelling of a category it shows. */
function foldFacets({ facets }: SearchPage) {
  return (
    facets &&
    Object.values(facets).map((values) =>
      values.map(({ value, count }) => `${foldText(value).trim()}: ${count}`),
    )
  );
}

function idsOf({ data }: SearchPage): string[] {
  return data.map(({ id }) => id);
}

/** Queries as people type them, out of the profiles' own words, the same for the same seed. */
export function queriesAbout(
  documents: readonly SearchDocument[],
  count: number,
  seed: number,
): SearchQuery[] {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const profile = (): Profile => pick(documents).profile;
  const words = ({ bio, display_name, category, topics }: Profile) =>
    `${bio ?? ''} ${display_name ?? ''} ${category ?? ''} ${topics.join(' ')}`.split(/\s+/).filter(Boolean);
  const word = () => pick(words(profile())) ?? 'a';
  const kinds: (() => string)[] = [
    () => '',
    word,
    () => {
      const own = words(profile());
      return `${pick(own) ?? ''} ${pick(own) ?? ''}`;
    },
    () => word().slice(0, 3 + Math.floor(random() * 3)),
    () => profile().username ?? '',
    () => (profile().username ?? '').replaceAll(/[._-]/g, ''),
    () => (profile().username ?? '').slice(0, 5),
    () => profile().display_name ?? '',
    () => (profile().display_name ?? '').replaceAll(/\s/g, ''),
    () => misspell(word(), random),
    () => misspell(profile().username ?? '', random),
    () => `${word().toUpperCase()} ${misspell(word(), random)}`,
    () => `${profile().display_name ?? ''} ${word()}`,
    () => `${profile().display_name ?? ''} ${pick(PLATFORMS)}`,
    () => `${pick(PLATFORMS)} ${word()}`,
    () => `${word()} -${word()}`,
    () => `-${word()} -${pick(PLATFORMS)}`,
    () => {
      const own = words(profile());
      const at = Math.floor(random() * own.length);
      return `"${own
        .slice(at, at + 2)
        .join(' ')
        .replaceAll('"', '')}"`;
    },
    () => `x${(profile().username ?? '').slice(1)}`,
    () => `https://www.tiktok.com/@${profile().username}`,
    () => pick(['c++', 'c#', '.net', 'r&d', 'k-pop', 'developers', 'gaming', 'photographers', 'videos']),
  ];
  const often = <T>(value: T, otherwise: T): T => (random() < 0.25 ? value : otherwise);
  return Array.from({ length: count }, () =>
    searchQuery({
      text: pick(kinds)().slice(0, 200),
      platforms: often([pick(PLATFORMS), pick(PLATFORMS)], []),
      categories: often([profile().category?.toUpperCase() ?? 'none'], []),
      followers: often(pick([{ min: 1_000 }, { max: 100_000 }, { min: 500, max: 50_000 }]), null),
      engagement: often(pick([{ min: 0.02 }, { max: 0.05 }]), null),
      sort: pick(['relevance', 'relevance', 'followers', 'engagement', 'recent']),
      limit: pick([1, 20, 100]),
      facets: random() < 0.7,
    }),
  );
}

function misspell(word: string, random: () => number): string {
  const letters = [...word];
  const at = 1 + Math.floor(random() * Math.max(1, letters.length - 1));
  switch (Math.floor(random() * 4)) {
    case 0:
      letters.splice(at, 1);
      break;
    case 1:
      letters.splice(at, 0, 'x');
      break;
    case 2:
      letters[at] = 'q';
      break;
    default:
      letters.splice(at - 1, 2, letters[at] ?? '', letters[at - 1] ?? '');
  }
  return letters.join('');
}

/** How well a profile holds a query: 0 and 1 by its whole name, 2 as typed, 3 begun, 4 in another form, 5 otherwise. */
export function tierOfMatch(profile: Profile, text: readonly TextPart[], analyser: Analyser): number {
  const { postings: joined, handle } = analyseProfile(profile, analyser);
  const of = (test: (field: string) => boolean) =>
    joined.split(' ').flatMap((posting) => (test(posting[0] ?? '') ? [posting.slice(1)] : []));
  const stems = of((field) => field === 's');
  const words = of((field) => field !== 's');
  const wholes = of((field) => field === 'h');
  const { terms, phrases, names } = planQuery(text, analyser);
  const begins = (some: readonly string[], prefix: string) => some.some((word) => word.startsWith(prefix));
  const byTerms = terms.map((term) => {
    if (term.platform === profile.platform) return 2;
    if (words.includes(term.text)) return term.platform === null ? 2 : 3;
    if (term.prefix && begins(words, term.text)) return 3;
    const { stems: tagged = [], plain = null } = term.forms ?? {};
    const held = tagged.some(({ tag, stem }) => stems.includes(tag + stem));
    return held || (plain !== null && words.includes(plain)) ? 4 : 5;
  });
  const byPhrases = phrases.map((phrase) => (phrase.words.every((word) => words.includes(word)) ? 2 : 5));
  const byNames = names.map(({ text: name, prefix, platform }) => {
    if (platform !== null && platform !== profile.platform) return 5;
    if (handle === name) return 0;
    if (wholes.includes(name)) return 1;
    return prefix && begins(wholes, name) ? 3 : 5;
  });
  return Math.min(Math.max(2, ...byTerms, ...byPhrases), ...byNames);
}
