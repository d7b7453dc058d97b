import { analyseProfile } from '#adapters/search/analysis/analyse-profile.ts';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { foldText } from '#adapters/search/analysis/fold.ts';
import type { Profile } from '#domain/profile.ts';
import type { QueryWords } from '#tests/support/query/generate-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { HoldsText } from '../querying/brute-force.ts';

const PLAIN_WORD = /^[a-z]{4,14}$/;
const WORDS = 80;

/** Looks at the texts of real profiles. Only the stems of words come from the product. */
export function createTextLook(profiles: readonly Profile[]): HoldsText {
  const analyser = createAnalyser();
  const texts = new Map(
    profiles.map((profile) => {
      const { username, display_name: name, category, topics, bio, country } = profile;
      const place = country !== null && country.length > 2 ? country : '';
      const all = [splitCamel(username), splitCamel(name), category, ...topics, bio, place];
      const sequences = all.map((text) => ` ${wordsOf(text ?? '').join(' ')} `);
      const joined = [username, name].map((text) => wordsOf(text ?? '').join(''));
      const words = new Set([
        ...joined,
        ...all.flatMap((text) => [...wordsOf(text ?? ''), ...compounds(text ?? '')]),
      ]);
      const { postings } = analyseProfile(profile, analyser);
      return [
        profile.id,
        { words, sequences, stems: new Set(postings.split(' ').filter((one) => one.startsWith('s'))) },
      ];
    }),
  );
  return (profile, clause, negated) => {
    const held = texts.get(profile.id);
    if (held === undefined) return false;
    const text = foldText(clause.text);
    if (clause.kind === 'phrase') return held.sequences.some((one) => one.includes(` ${text} `));
    if (clause.kind === 'platform' && profile.platform === clause.platform) return true;
    if (held.words.has(text)) return true;
    if (clause.kind !== 'word' || negated) return false;
    const forms = analyser.stemmer.ofQuery(text);
    return (
      forms !== null &&
      (forms.stems.some(({ tag, stem }) => held.stems.has(`s${tag}${stem}`)) ||
        (forms.plain !== null && held.words.has(forms.plain)))
    );
  };
}

/** Words, phrases and labels out of the profiles themselves, the same for the same seed. */
export function queryWordsOf(profiles: readonly Profile[], seed: number): QueryWords {
  const random = seededRandom(seed);
  const some = (values: readonly string[], count: number) =>
    Array.from({ length: count }, () => values[Math.floor(random() * values.length)] ?? '');
  const bios = profiles.map(({ bio }) => wordsOf(bio ?? ''));
  const pairs = bios.flatMap((words) =>
    words.flatMap((word, at) => {
      const next = words[at + 1] ?? '';
      return PLAIN_WORD.test(word) && PLAIN_WORD.test(next) ? [`${word} ${next}`] : [];
    }),
  );
  const labels = (values: readonly (string | null)[]) =>
    [...new Set(values)].filter((value): value is string =>
      /^[\p{L}\p{N}&]+(?: [\p{L}\p{N}&]+)*$/u.test(value ?? ''),
    );
  return {
    words: some(
      bios.flat().filter((word) => PLAIN_WORD.test(word)),
      WORDS,
    ),
    phrases: some(pairs, WORDS),
    categories: labels(profiles.map(({ category }) => category)),
    topics: some(labels(profiles.flatMap(({ topics }) => topics)), WORDS),
    sources: ['import', 'demo'],
    countries: ['DE', 'Germany', 'IN', 'India', 'US', 'fr', 'Japan', 'Berlin', 'Tokyo, Japan', 'Seattle'],
    languages: ['en', 'de'],
  };
}

function wordsOf(text: string): string[] {
  return foldText(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** `e-mail` also counts as `email`. */
function compounds(text: string): string[] {
  const runs = foldText(text).match(/[\p{L}\p{N}\p{M}]+(?:[._\-'’][\p{L}\p{N}\p{M}]+)+/gu) ?? [];
  return runs.flatMap((run) => {
    const parts = run.split(/[._\-'’]/u);
    return parts.length <= 4 ? [parts.join('')] : [];
  });
}

/** `WebDevSimplified` counts as three words. */
function splitCamel(name: string | null): string {
  return (name ?? '').replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
}
