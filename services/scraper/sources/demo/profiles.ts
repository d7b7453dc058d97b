import type { Reading } from '#scraper/reading.ts';
import type { DemoCategory } from './categories.ts';
import { DEMO_CATEGORIES } from './categories.ts';
import type { DemoLanguage } from './languages.ts';
import { DEMO_PHRASES } from './languages.ts';
import { drawPicture } from './picture.ts';
import type { DemoPlatform } from './posts.ts';
import { demoPosts } from './posts.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

/** When the demo profiles were "read": their versions must not depend on the day of the import. */
const EPOCH_MS = Date.UTC(2026, 0, 1);
const DAY_SECONDS = 86_400;

const PLATFORM_SHARES: readonly (readonly [DemoPlatform, number])[] = [
  ['instagram', 0.3],
  ['tiktok', 0.22],
  ['youtube', 0.18],
  ['x', 0.12],
  ['bluesky', 0.07],
  ['github', 0.06],
  ['mastodon', 0.05],
];
const LANGUAGE_SHARES: readonly (readonly [DemoLanguage, number])[] = [
  ['en', 0.5],
  ['es', 0.15],
  ['de', 0.1],
  ['fr', 0.1],
  ['pt', 0.1],
  ['ja', 0.05],
];
const TECH_SHARE = 0.065;
/** A word that a third of the bios hold, as some word is in every real collection. */
const CREATOR_SHARE = 1 / 3;
const CREATOR_PHRASES = ['Content creator', 'Creator', 'Video creator', 'UGC creator', 'Full-time creator'];
const HIDDEN_LIKES_SHARE = 0.02;
const PICTURE_EVERY = 10;
/** Followers are log-normal: half of the profiles have fewer than the median. */
const MEDIAN_FOLLOWERS = 14_000;
const FOLLOWERS_DEVIATION = 1.9;

/** `count` synthetic profiles, always the same for a seed; profile `i` does not depend on `count`. */
export function* demoProfiles({ count, seed }: { count: number; seed: number }): Generator<Reading> {
  for (let index = 0; index < count; index++) yield demoProfile(seed, index);
}

/** Profile number `index`, from 0. */
export function demoProfile(seed: number, index: number): Reading {
  const random = createRandom(seed, index);
  const platform = draw(random, PLATFORM_SHARES);
  const language = draw(random, LANGUAGE_SHARES);
  const phrases = DEMO_PHRASES[language];
  const category = drawCategory(random);
  const [city, country] = random.pick(phrases.places);
  const first = random.pick(phrases.first);
  const last = random.pick(phrases.last);
  const followers = Math.round(MEDIAN_FOLLOWERS * Math.exp(FOLLOWERS_DEVIATION * random.normal()));
  const likesHidden = random.next() < HIDDEN_LIKES_SHARE;
  const fetchedAt = EPOCH_MS + random.int(DAY_SECONDS) * 1_000;
  const username = handle(random, first, last, index);
  const bio = composeBio(random, language, category, city);
  const posts = demoPosts(random, { platform, followers, category, phrases, likesHidden, fetchedAt });
  return {
    platform,
    native_id: `demo-${seed}-${index}`,
    username,
    source: 'demo',
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: `${first} ${last}`,
      followers,
      following: Math.round(400 * Math.exp(0.8 * random.normal())),
      posts_count: posts.length + Math.round(200 * Math.exp(random.normal())),
      category: category.name,
      bio,
      verified: random.next() < Math.min(0.9, followers / 2_000_000),
      language,
      country,
      // An address could be somebody's.
      url: null,
      likes_hidden: likesHidden,
    },
    avatar: index % PICTURE_EVERY === 0 ? { kind: 'bytes', bytes: drawPicture(random) } : null,
    posts,
    history: [],
  };
}

function draw<T>(random: Random, shares: readonly (readonly [T, number])[]): T {
  let rest = random.next();
  for (const [value, share] of shares) {
    rest -= share;
    if (rest < 0) return value;
  }
  return (shares[0] as readonly [T, number])[0];
}

function drawCategory(random: Random): DemoCategory {
  const [tech, ...others] = DEMO_CATEGORIES;
  return random.next() < TECH_SHARE ? (tech as DemoCategory) : random.pick(others);
}

/** No two profiles of a seed have the same: the name holds no digit, the number is the profile's own. */
function handle(random: Random, first: string, last: string, index: number): string {
  const name = [`${first}${last}`, `${first}.${last}`, `${first}_${last}`, `${last}.${first}`];
  const plain = random.pick(name).normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return `${plain.toLowerCase()}${index}`;
}

function composeBio(random: Random, language: DemoLanguage, category: DemoCategory, city: string): string {
  const phrases = DEMO_PHRASES[language];
  const sentence = random.pick(phrases.bios).replace('%', category.words[language]);
  const parts = [sentence.charAt(0).toUpperCase() + sentence.slice(1)];
  if (random.next() < CREATOR_SHARE) parts.unshift(random.pick(CREATOR_PHRASES));
  if (random.next() < 0.6) parts.push(`📍 ${city}`);
  if (random.next() < 0.5) parts.push(random.pick(phrases.tails));
  if (random.next() < 0.3) parts.push(`#${random.pick(category.hashtags)}`);
  return parts.join(random.pick([' · ', ' | ', '\n', ' – ']));
}
