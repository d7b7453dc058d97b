// Long: the figures of docs/metrics.md in one place, as that page has them.
import type { AnalysisInput } from '#analytics/engagement/analyze.ts';

/**
 * The figures of docs/metrics.md, written a second time from that text alone: with fractions of whole numbers in place of
 * floating point, and without any code of the services. Slow and plain on purpose.
 */
export interface SecondMetrics {
  engagement: {
    sample_size: number;
    window_days: number | null;
    median: number | null;
    mean: number | null;
    low: number | null;
    high: number | null;
    confidence: number | null;
    reason: string | null;
  };
  lastPostAt: number | null;
  postsPerWeek: number | null;
  topics: { topic: string; posts: number }[];
  growth: { rate: number | null; reason: string | null };
  sponsored: {
    share: number | null;
    likely_share: number | null;
    sample_size: number;
    reason: string | null;
  };
  /** Names of the rules that apply; `null` when no facts of the account are given. */
  fired: string[] | null;
  checked: string[] | null;
}

/** A whole number over a whole number above 0. */
interface Fraction {
  over: bigint;
  under: bigint;
}
type PostOfInput = AnalysisInput['posts'][number];

const DAY = 24 * 60 * 60 * 1_000;

export function secondMetrics(
  input: AnalysisInput,
  words: {
    marked: ReadonlySet<string>;
    likely: ReadonlySet<string>;
    phrases: readonly string[];
    spam: readonly string[];
  },
): SecondMetrics {
  const perView = input.platform === 'youtube' || input.platform === 'tiktok';
  const sampleSize = perView ? 30 : 12;
  const published = input.posts.filter(
    (post) => post.published_at === null || post.published_at <= input.fetchedAt,
  );
  const dated = published.filter((post) => post.published_at !== null);
  // A stable insertion sort, newest first; undated posts stay behind.
  const sorted: PostOfInput[] = [];
  for (const post of dated) {
    let place = sorted.length;
    while (place > 0 && Number(sorted[place - 1]?.published_at) < Number(post.published_at)) place--;
    sorted.splice(place, 0, post);
  }
  sorted.push(...published.filter((post) => post.published_at === null));
  const newest = sorted.slice(0, sampleSize);
  return {
    engagement: engagement(input, newest, perView),
    lastPostAt: sorted[0]?.published_at ?? null,
    postsPerWeek: perWeek(newest),
    topics: topics(sorted),
    growth: growth(input.history),
    sponsored: sponsored(newest, words),
    ...authenticity(input, sorted, words.spam),
  };
}

function engagement(
  { followers, likesHidden, platform }: AnalysisInput,
  newest: readonly PostOfInput[],
  perView: boolean,
): SecondMetrics['engagement'] {
  const counted = newest.flatMap((post) => {
    const under = perView ? post.views : followers;
    if (likesHidden || post.likes === null || under === null || under === 0) return [];
    const shares = platform === 'youtube' ? 0 : (post.shares ?? 0);
    const over = BigInt(post.likes) + BigInt(post.comments ?? 0) + BigInt(shares);
    return [{ at: post.published_at, rate: { over, under: BigInt(under) } }];
  });
  const times = counted.flatMap(({ at }) => (at === null ? [] : [at]));
  const windowDays = times.length === 0 ? null : Math.ceil((Math.max(...times) - Math.min(...times)) / DAY);
  const base = { sample_size: counted.length, window_days: windowDays };
  const reason = missing(newest, counted.length, { followers, likesHidden, perView });
  if (reason !== null) {
    return { ...base, median: null, mean: null, low: null, high: null, confidence: null, reason };
  }
  const rates = counted.map(({ rate }) => rate).sort((a, b) => Number(sign(minus(a, b))));
  const at = (rank: number): Fraction => rates[rank - 1] ?? { over: 0n, under: 1n };
  const n = rates.length;
  const middle = n % 2 === 1 ? at((n + 1) / 2) : half(plus(at(n / 2), at(n / 2 + 1)));
  const sum = rates.reduce(plus);
  let rank = 1;
  while (coverage(n, rank + 1) >= 0.95 && 2 * (rank + 1) <= n) rank++;
  return {
    ...base,
    median: toNumber(middle),
    mean: toNumber({ over: sum.over, under: sum.under * BigInt(n) }),
    low: toNumber(at(rank)),
    high: toNumber(at(n + 1 - rank)),
    confidence: coverage(n, rank),
    reason: null,
  };
}

function missing(
  newest: readonly PostOfInput[],
  counted: number,
  { followers, likesHidden, perView }: { followers: number | null; likesHidden: boolean; perView: boolean },
): string | null {
  if (newest.length === 0) return 'no_posts';
  if (likesHidden) return 'likes_hidden';
  if (!perView && followers === null) return 'followers_unknown';
  if (!perView && followers === 0) return 'no_followers';
  if (counted >= 6) return null;
  if (newest.length < 6) return 'too_few_posts';
  return newest.filter(({ likes }) => likes !== null).length < 6 ? 'likes_hidden' : 'views_unknown';
}

/** 1 − 2 · P(B < k), exactly: Pascal's triangle in whole numbers. */
function coverage(n: number, k: number): number {
  let row = [1n];
  for (let i = 0; i < n; i++) row = [1n, ...row.slice(1).map((value, j) => value + (row[j] ?? 0n)), 1n];
  const below = row.slice(0, k).reduce((sum, value) => sum + value, 0n);
  const all = 2n ** BigInt(n);
  return toNumber({ over: all - 2n * below, under: all });
}

function perWeek(newest: readonly PostOfInput[]): number | null {
  const times = newest.flatMap(({ published_at }) => (published_at === null ? [] : [published_at]));
  const span = times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
  return span === 0
    ? null
    : toNumber({ over: BigInt(times.length - 1) * BigInt(7 * DAY), under: BigInt(span) });
}

function topics(posts: readonly PostOfInput[]): SecondMetrics['topics'] {
  const tags = [...new Set(posts.flatMap(({ hashtags }) => hashtags))].filter((tag) => tag !== '');
  return tags
    .map((topic) => ({ topic, posts: posts.filter(({ hashtags }) => hashtags.includes(topic)).length }))
    .filter((one) => one.posts >= 2)
    .sort((a, b) => (a.posts === b.posts ? (a.topic < b.topic ? -1 : 1) : b.posts - a.posts))
    .slice(0, 10);
}

function growth(history: AnalysisInput['history']): SecondMetrics['growth'] {
  const latest = Math.max(...history.map(({ at }) => at));
  // Two readings of the newest time cannot be told apart by age: the larger count is taken.
  const to = Math.max(...history.filter(({ at }) => at === latest).map(({ followers }) => followers));
  const older = history.filter(({ at }) => at < latest);
  if (older.length === 0) return { rate: null, reason: 'one_reading' };
  const inWindow = older.filter(({ at }) => latest - at >= 7 * DAY && latest - at <= 90 * DAY);
  if (inWindow.length === 0) return { rate: null, reason: 'no_reading_in_window' };
  const distance = (at: number) => Math.abs(latest - at - 30 * DAY);
  const closest = Math.min(...inWindow.map(({ at }) => distance(at)));
  const times = inWindow.filter(({ at }) => distance(at) === closest).map(({ at }) => at);
  const oldest = Math.min(...times);
  const from = Math.min(...inWindow.filter(({ at }) => at === oldest).map(({ followers }) => followers));
  if (from === 0) return { rate: null, reason: 'no_followers' };
  return { rate: toNumber({ over: BigInt(to) - BigInt(from), under: BigInt(from) }), reason: null };
}

function sponsored(
  newest: readonly PostOfInput[],
  {
    marked,
    likely,
    phrases,
  }: { marked: ReadonlySet<string>; likely: ReadonlySet<string>; phrases: readonly string[] },
): SecondMetrics['sponsored'] {
  const counted = newest.filter(
    ({ paid, text, hashtags }) => paid !== null || text !== '' || hashtags.length > 0,
  );
  const size = counted.length;
  if (size === 0) return { share: null, likely_share: null, sample_size: 0, reason: 'no_posts' };
  if (size < 6) return { share: null, likely_share: null, sample_size: size, reason: 'too_few_posts' };
  const isPaid = ({ paid, text, hashtags }: PostOfInput) =>
    paid === true ||
    hashtags.filter((tag) => marked.has(tag)).length > 0 ||
    phrases.filter((phrase) => text.toLowerCase().includes(phrase)).length > 0;
  const sure = counted.filter(isPaid).length;
  const hinted = counted.filter(
    (post) => !isPaid(post) && post.hashtags.some((tag) => likely.has(tag)),
  ).length;
  return { share: sure / size, likely_share: (sure + hinted) / size, sample_size: size, reason: null };
}

function authenticity(
  { account, followers, fetchedAt, history }: AnalysisInput,
  posts: readonly PostOfInput[],
  spam: readonly string[],
): { fired: string[] | null; checked: string[] | null } {
  if (account === null) return { fired: null, checked: null };
  const { following, postsCount, hasBio, hasLocation, hasDefaultPicture } = account;
  const texts = posts
    .slice(0, 30)
    .map(({ text }) => text.toLowerCase().split(/\s+/).filter(Boolean).join(' '));
  const written = texts.filter((text) => text !== '');
  const share = (test: (text: string) => boolean) => written.filter(test).length / written.length;
  const age = (at: number) => Math.floor((fetchedAt - at) / DAY);
  const signs = [...history.map(({ at }) => at), ...posts.flatMap(({ published_at }) => published_at ?? [])];
  const newest = posts[0]?.published_at ?? null;
  const rules: [string, boolean, () => boolean][] = [
    [
      'follows_too_many',
      followers !== null && followers !== 0 && following !== null,
      () => (following ?? 0) >= 50 * (followers ?? 0),
    ],
    [
      'spam_phrases',
      written.length >= 6,
      () => share((text) => spam.some((one) => text.includes(one))) > 0.3,
    ],
    [
      'repeated_post',
      written.length > 0,
      () => written.some((text) => written.filter((other) => other === text).length > 3),
    ],
    ['mostly_links', written.length >= 6, () => share((text) => /https?:\/\/\S/.test(text)) > 0.9],
    ['never_posted', postsCount !== null, () => postsCount === 0],
    [
      'default_picture',
      hasDefaultPicture !== null && signs.length > 0,
      () => hasDefaultPicture === true && age(Math.min(...signs)) >= 60,
    ],
    [
      'empty_profile',
      hasBio !== null && hasLocation !== null && following !== null,
      () => hasBio === false && hasLocation === false && (following ?? 0) > 100,
    ],
    [
      'inactive',
      (postsCount !== null && postsCount < 3) || newest !== null,
      () => (postsCount !== null && postsCount < 3) || age(newest ?? fetchedAt) > 90,
    ],
  ];
  const known = rules.filter(([, isKnown]) => isKnown);
  return {
    checked: known.map(([name]) => name),
    fired: known.filter(([, , applies]) => applies()).map(([name]) => name),
  };
}

function plus(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { over: -b.over, under: b.under });
}

function half({ over, under }: Fraction): Fraction {
  return { over, under: under * 2n };
}

function sign({ over }: Fraction): bigint {
  return over === 0n ? 0n : over > 0n ? 1n : -1n;
}

/** To 25 digits behind the point, which is more than a double holds of a rate. */
function toNumber({ over, under }: Fraction): number {
  const scale = 10n ** 25n;
  return Number(`${(over * scale) / under}e-25`);
}
