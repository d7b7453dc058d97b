/**
 * How often guessed categories and languages are right: `npm run quality` writes docs/guess-quality.md. Labels are hidden from
 * the guess and compared afterwards. Corpora that are not present keep no row.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { detectLanguage } from '#analytics/text/detect-language.ts';
import { guessCategory } from '#analytics/text/guess-category.ts';
import { demoProfile } from '#scraper/sources/demo/profiles.ts';
import { sharedData } from '#tests/support/shared-data.ts';

interface Labelled {
  displayName: string;
  bio: string;
  posts: string[];
  hashtags: string[];
  category: string | null;
  language: string | null;
}

const DEMO_PROFILES = 5_000;
const CITIES = ['seattle', 'berlin', 'london', 'mumbai', 'paris', 'tokyo'];
/** Topics of a seeded network, as the categories that mean them. */
const NETWORK_TOPICS: Record<string, string> = {
  cooking: 'food',
  cycling: 'sports',
  astronomy: 'science',
  gardening: 'home',
};

const demo: Labelled[] = Array.from({ length: DEMO_PROFILES }, (_, index) => {
  const { profile, posts } = demoProfile(1, index);
  return {
    displayName: profile?.display_name ?? '',
    bio: profile?.bio ?? '',
    posts: posts.slice(0, 12).flatMap(({ text }) => text ?? []),
    hashtags: posts.flatMap(({ hashtags }) => hashtags),
    category: profile?.category ?? null,
    language: profile?.language ?? null,
  };
});

const github: Labelled[] = CITIES.flatMap((city) => {
  const { path } = sharedData(`github/${city}.csv`);
  if (!existsSync(path)) return [];
  const rows = parse(readFileSync(path), {
    columns: true,
    relax_quotes: true,
    relax_column_count: true,
  }) as { name?: string; bio?: string }[];
  return rows
    .filter(({ bio }) => bio)
    .map(({ name = '', bio = '' }) => ({
      displayName: name,
      bio,
      posts: [],
      hashtags: [],
      category: 'tech',
      language: null,
    }));
});

interface TruthAccount {
  displayName: string;
  description: string;
  topic: string;
  lang: string;
  feed: { tags: string[] }[];
}
const truth = process.env.BLUESKY_TRUTH;
const network: Labelled[] =
  truth === undefined
    ? []
    : (JSON.parse(readFileSync(truth, 'utf8')) as { accounts: TruthAccount[] }).accounts
        .filter(({ description }) => description)
        .map(({ displayName, description, topic, lang, feed }) => ({
          displayName,
          bio: description,
          posts: [],
          hashtags: feed.flatMap(({ tags }) => tags),
          category: NETWORK_TOPICS[topic] ?? topic,
          language: lang,
        }));

const CORPORA: [string, Labelled[]][] = [
  ['5,000 generated profiles', demo],
  ['GitHub users of six cities, bio alone (`tech`)', github],
  ['accounts of a seeded Bluesky network', network],
];

/** Of those with a label: how many got a guess, and how many guesses are right. */
function measure(items: readonly { label: string; guess: string | null }[]) {
  const guessed = items.filter(({ guess }) => guess !== null);
  const right = guessed.filter(({ label, guess }) => label === guess);
  const share = (part: number, whole: number) => (whole === 0 ? '-' : (part / whole).toFixed(3));
  return [items.length, share(guessed.length, items.length), share(right.length, guessed.length)];
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const categories = CORPORA.filter(([, profiles]) => profiles.length > 0).map(([name, profiles]) =>
  row([
    name,
    ...measure(
      profiles.flatMap((profile) =>
        profile.category === null
          ? []
          : [{ label: profile.category, guess: guessCategory(profile)?.category ?? null }],
      ),
    ),
  ]),
);
const languages = CORPORA.flatMap(([name, profiles]) => {
  const byLanguage = Map.groupBy(
    profiles.filter(({ language }) => language !== null),
    ({ language }) => language as string,
  );
  return [...byLanguage]
    .sort()
    .map(([language, ofLanguage]) =>
      row([
        name,
        language,
        ...measure(
          ofLanguage.map(({ bio, posts }) => ({ label: language, guess: detectLanguage([bio, ...posts]) })),
        ),
      ]),
    );
});

writeFileSync(
  'docs/guess-quality.md',
  `# Quality of guesses

\`npm run quality\` writes this page. Labels are hidden from the guess and compared afterwards. *Guessed* is the share of
profiles that got a guess; the others stay unknown. [metrics.md](metrics.md#guessed-language-and-category) says how guesses are made.

## Category

| profiles | number | guessed | of these right |
|---|---:|---:|---:|
${categories.join('\n')}

## Language

| profiles | language | number | guessed | of these right |
|---|---|---:|---:|---:|
${languages.join('\n')}
`,
);
