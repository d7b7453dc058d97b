import { seededRandom } from '../seeded-random.ts';

export interface GeneratedPost {
  id: number;
  /** Epoch milliseconds. */
  at: number;
  text: string;
  likes: number;
  comments: number;
  views: number;
  /** Of another account, or not public any more: it must not be counted. */
  isForeign: boolean;
  isSponsored: boolean;
}

/**
 * - `gone`: deleted or suspended.
 * - `renamed`: `formerName` is not its name any more.
 * - `silent`: it never posted.
 * - `discreet`: it hides its likes.
 */
export type GeneratedState = 'active' | 'gone' | 'renamed' | 'silent' | 'discreet';

export interface GeneratedAccount {
  number: number;
  name: string;
  formerName: string | null;
  topic: string;
  state: GeneratedState;
  followers: number;
  following: number;
  /** Newest first. */
  posts: GeneratedPost[];
}

const STATES: Readonly<Record<number, GeneratedState>> = {
  7: 'gone',
  11: 'gone',
  13: 'renamed',
  17: 'silent',
  19: 'discreet',
};
const DAY_MS = 86_400_000;
export const GENERATED_AT = Date.UTC(2026, 5, 1);

/** Made-up accounts, the same ones for the same seed. The topics take turns: `topic0`, `topic1`, … */
export function generateAccounts({
  count,
  topics,
  seed = 1,
}: {
  count: number;
  topics: number;
  seed?: number;
}): GeneratedAccount[] {
  const random = seededRandom(seed);
  const upTo = (max: number) => Math.floor(random() * max);
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const state = STATES[number % 50] ?? 'active';
    const name = `maker_${number}`;
    const posts = state === 'silent' ? 0 : 1 + upTo(40);
    return {
      number,
      name: state === 'renamed' ? `${name}_new` : name,
      formerName: state === 'renamed' ? name : null,
      topic: `topic${index % topics}`,
      state,
      followers: 1_000 + upTo(500_000),
      following: upTo(2_000),
      posts: Array.from({ length: posts }, (_post, n) => ({
        id: number * 1_000 + n,
        at: GENERATED_AT - (n + 1) * DAY_MS - upTo(DAY_MS / 2),
        text: `About topic${index % topics}, part ${n}`,
        likes: upTo(5_000),
        comments: upTo(300),
        views: 6_000 + upTo(100_000),
        isForeign: n % 9 === 4,
        isSponsored: n % 11 === 3,
      })),
    };
  });
}

/**
 * Pages as servers cut them: some are shorter than the limit, the second one is empty, and the third begins with the last
 * items of the first again.
 */
export function cutPages<T>(list: readonly T[], limit: number): T[][] {
  const first = list.slice(0, limit - 2);
  if (list.length <= first.length) return [first];
  const pages: T[][] = [first, []];
  const rest = [...first.slice(-2), ...list.slice(first.length)];
  for (let from = 0; from < rest.length; from += limit - 1) pages.push(rest.slice(from, from + limit - 1));
  return pages;
}
