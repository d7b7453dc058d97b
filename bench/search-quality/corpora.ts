import type { SearchDocument } from '#ports/search-index.ts';
import { makeDocument } from '#tests/contract/search-index/fixtures.ts';
import {
  makeDemoDocuments,
  REAL_FILES,
  readRealDocuments,
} from '#tests/contract/search-index/real-documents.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { sharedData } from '#tests/support/shared-data.ts';

export interface QualityCorpus {
  name: string;
  /** Why it cannot be measured here. */
  absent: string | false;
  read: () => Promise<SearchDocument[]>;
}

export const CORPORA: readonly QualityCorpus[] = [
  { name: 'generated profiles', absent: false, read: async () => generate(5_000) },
  {
    name: 'real profiles',
    absent: REAL_FILES.map(([path]) => sharedData(path).skip).find(Boolean) ?? false,
    read: async () => withoutDoubles(await readRealDocuments()),
  },
];

const JOBS = [
  'developer',
  'gamer',
  'writers',
  'photographer',
  'blogger',
  'dancing',
  'baker',
  'runners',
  'teacher',
  'creators',
  'tutorials',
  'recipes',
  'stories',
  'engineering',
];
const TERMS = ['C++', 'C#', 'F#', '.NET', 'K-Pop', 'AT&T', 'R&D', 'R&B', 'Q&A'];
const PLACES = ['Zürich', 'São Paulo', 'Malmö', 'Kraków', 'Москва', '東京', 'القاهرة', 'Αθήνα', 'กรุงเทพ'];
const GIVEN = [
  'Amélie',
  'José',
  'Søren',
  'Zoë',
  'Łukasz',
  'Mia',
  'Noah',
  'Ирина',
  'さくら',
  'Omar',
  'Priya',
  'Kofi',
];
const FAMILY = [
  'Müller',
  'García',
  'Nyström',
  'Brontë',
  'Okafor',
  'Tanaka',
  'Rossi',
  'Novák',
  'Silva',
  'Haddad',
];

/** Demo profiles, and made-up ones with the terms, scripts and names that demo profiles lack. */
function generate(count: number): SearchDocument[] {
  const random = seededRandom(11);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const demo = makeDemoDocuments(count, 7);
  const made = Array.from({ length: 600 }, (_, i) => {
    const name = `${pick(GIVEN)} ${pick(FAMILY)}`;
    const plain =
      name
        .normalize('NFD')
        .replaceAll(/[^A-Za-z]/g, '')
        .toLowerCase() || 'user';
    const platform = pick(['instagram', 'tiktok', 'youtube', 'github', 'x', 'bluesky'] as const);
    const topic =
      demo[Math.floor(random() * demo.length)]?.profile.bio?.split(/\s+/).slice(0, 3).join(' ') ?? '';
    return makeDocument({
      id: `${platform}:made-${i}`,
      platform,
      username: `${plain}${random() < 0.6 ? 10 + i : `_${pick(JOBS)}${i}`}`,
      display_name: name,
      followers: Math.floor(10 ** (2 + random() * 5)),
      bio: `${pick(JOBS)} in ${pick(PLACES)}. ${random() < 0.3 ? `I teach ${pick(TERMS)}, mostly. ` : ''}${topic} ${i}`,
    });
  });
  return withoutDoubles([...demo, ...made]);
}

function withoutDoubles(documents: readonly SearchDocument[]): SearchDocument[] {
  return [...new Map(documents.map((document) => [document.profile.id, document])).values()];
}
