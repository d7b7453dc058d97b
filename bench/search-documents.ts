import type { Profile } from '#domain/profile.ts';
import { tierOf } from '#domain/tier.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const PLATFORMS = ['instagram', 'youtube', 'tiktok', 'github', 'bluesky'] as const;
const CATEGORIES = ['Technology', 'Music', 'Food', 'Travel', 'Sports', 'Fashion', 'Education', 'Gaming'];
const CONSONANTS = 'bcdfghjklmnprstvwyz';
const VOWELS = 'aeiou';
const WORD_COUNT = 30_000;
/** Held by about a third of the documents. */
export const HEAD_WORD = 'tech';
const HEAD_SHARE = 0.34;

export interface Corpus {
  /** Words, most frequent first. */
  words: string[];
  document(i: number): SearchDocument;
}

/** Synthetic profiles whose words are as unevenly frequent as those of a language, the same for the same seed. */
export function createCorpus(seed: number): Corpus {
  const words = makeWords(seededRandom(seed));
  return {
    words,
    document(i) {
      const random = seededRandom(seed + 1 + i * 7_919);
      const word = () => words[Math.floor(words.length ** random()) - 1] ?? 'word';
      const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
      const bio = Array.from({ length: 8 + Math.floor(random() * 16) }, word);
      if (random() < HEAD_SHARE) bio.push(HEAD_WORD);
      const name = [word(), word()];
      const followers = Math.floor(10 ** (2 + random() * 5));
      const platform = pick(PLATFORMS);
      const profile: Profile = {
        id: `${platform}:${1e9 + i}`,
        username: `${name.join(pick(['', '.', '_']))}${random() < 0.5 ? i : ''}`,
        platform,
        followers,
        category: pick(CATEGORIES),
        bio: bio.join(' '),
        engagement_rate: random() / 10,
        avatar_url: `/avatars/${platform}/${i}.png`,
        avatar_reason: null,
        display_name: name.map((part) => part[0]?.toUpperCase() + part.slice(1)).join(' '),
        url: `https://example.com/${i}`,
        following: Math.floor(random() * 1_000),
        posts_count: Math.floor(random() * 1_000),
        verified: random() < 0.1,
        language: 'en',
        country: null,
        topics: [word(), word(), word()],
        tier: tierOf(followers),
        last_post_at: new Date(1.75e12 + Math.floor(random() * 1e10)).toISOString(),
        posts_per_week: random() * 7,
        engagement: {
          formula: 'interactions_per_follower',
          denominator: 'followers',
          sample_size: 20,
          window_days: 60,
          median: random() / 10,
          mean: random() / 10,
          low: random() / 20,
          high: random() / 5,
          confidence: 0.959,
          reason: null,
        },
        fetched_at: '2026-01-01T00:00:00.000Z',
        source: 'demo',
      };
      return { profile, version: 1 };
    },
  };
}

function makeWords(random: () => number): string[] {
  const words = new Set<string>();
  const letter = (letters: string) => letters[Math.floor(random() * letters.length)] ?? '';
  const syllable = () => letter(CONSONANTS) + letter(VOWELS) + letter(CONSONANTS);
  while (words.size < WORD_COUNT) {
    words.add(Array.from({ length: 1 + Math.ceil(random() * 2) }, syllable).join(''));
  }
  return [...words];
}
