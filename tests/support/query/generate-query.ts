import { PRESENT } from '#contract/query/fields.ts';
import { AUTHENTICITY_RULES } from '#domain/enrichment.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { TIERS } from '#domain/tier.ts';
import { seededRandom } from '../seeded-random.ts';

export interface QueryWords {
  words: readonly string[];
  phrases: readonly string[];
  categories: readonly string[];
  sources: readonly string[];
  topics: readonly string[];
  countries: readonly string[];
  languages: readonly string[];
}

/** Makes queries of every kind that the language has, the same for the same seed. */
export function createQueries(given: QueryWords, seed: number): () => string {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const pick = <T>(values: readonly T[]): T => values[whole(values.length)] as T;
  const list = (values: readonly string[]) =>
    Array.from({ length: 1 + whole(2) }, () => pick(values))
      .map((value) => (/[\s&]/.test(value) ? `"${value}"` : value))
      .join(',');
  const range = (low: number, step: number) => {
    const from = low + whole(20) * step;
    const to = from + whole(20) * step;
    const text = (value: number) => String(Number(value.toPrecision(6)));
    return pick([
      `${text(from)}..${text(to)}`,
      `${text(from)}..`,
      `..${text(to)}`,
      ...['>', '>=', '<', '<=', '='].map((sign) => sign + text(from)),
      text(from),
    ]);
  };
  const fields: (() => string)[] = [
    () => `platform:${list(PLATFORMS)}`,
    () => `followers:${pick(['', '>', '<='])}10${pick(['', '0', 'k', '0k'])}`,
    () => `followers:${range(0, 500)}`,
    () => `engagement:${range(0, 1)}`,
    () => `engagement-low:${range(0, 1)}`,
    () => `engagement-high:${range(0, 1)}`,
    () => `reported:${range(0, 1)}`,
    () => `growth:${range(-10, 1)}`,
    () => `sponsored:${range(0, 5)}`,
    () => `posts:${range(0, 50)}`,
    () => `posts:${range(0, 1)}/${pick(['week', 'day'])}`,
    () => `following:${range(0, 100)}`,
    () => `active:${pick(['', '<', '>'])}${pick(['700d', '2y', '90w', '2023-12', '2024-01-05'])}`,
    () => `active:2023-11-20..${pick(['2023-12-10', '2024-01-01'])}`,
    () => `per:${pick(['followers', 'views'])}`,
    () => `lang:${list(given.languages)}`,
    () => `country:${list(given.countries)}`,
    () => `topic:${list(given.topics)}`,
    () => `category:${list(given.categories)}`,
    () => `tier:${list(TIERS)}`,
    () => `verified:${pick(['yes', 'no'])}`,
    () => `flag:${list(AUTHENTICITY_RULES)}`,
    () => `has:${list(PRESENT)}`,
    () => `source:${list(given.sources)}`,
  ];
  const leaf = () => {
    const kind = random();
    if (kind < 0.25) return pick(given.words);
    if (kind < 0.32) return `"${pick(given.phrases)}"`;
    return kind < 0.36 ? pick(PLATFORMS) : pick(fields)();
  };
  const node = (depth: number): string => {
    const kind = random();
    const minus = random() < 0.15 ? '-' : '';
    if (depth === 0 || kind < 0.5) return minus + leaf();
    const nodes = Array.from({ length: 2 + whole(2) }, () => node(depth - 1));
    return `${minus}(${nodes.join(kind < 0.8 ? ' OR ' : ' ')})`;
  };
  const group = () =>
    random() < 0.6 ? `(${node(2)} OR ${node(2)})` : `-(${node(1)} ${pick(['OR ', ''])}${node(1)})`;
  // Words outside of groups may match in other spellings: some, so that enough profiles hold them as typed.
  return () => {
    const text = random() < 0.3 ? [pick(['', '-']) + pick(given.words)] : [];
    const filters = Array.from({ length: 1 + whole(3) }, () => (random() < 0.5 ? pick(fields)() : group()));
    return [...text, ...filters].join(' ');
  };
}
