import type { SearchQuery } from '#contract/query/search-query.ts';
import type { FieldClause, Moment, QueryNode, Range, TextClause } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';

/** Whether the text of a profile holds a clause. `negated`: under an odd number of minus signs. */
export type HoldsText = (profile: Profile, clause: TextClause, negated: boolean) => boolean;

/** Who matches a query, by looking at every profile; for the plain words of generated bios and categories. */
export function matchingProfiles(profiles: readonly Profile[], query: SearchQuery): Profile[] {
  const { nodes } = query.tree;
  const last = nodes.findLast(({ kind }) => kind === 'word');
  return profiles.filter((profile) =>
    nodes.every((node) =>
      node === last && node.kind === 'word' && node.text.length >= 3
        ? wordsOf(profile).some((word) => word.startsWith(fold(node.text)))
        : matches(profile, node, query.nowMs, holdsPlainWords),
    ),
  );
}

/** Whether a profile matches a part of a query, whose text `holdsText` decides. */
export function matches(
  profile: Profile,
  node: QueryNode,
  nowMs: number,
  holdsText: HoldsText,
  negated = false,
): boolean {
  const test = (one: QueryNode, isNegated = negated) => matches(profile, one, nowMs, holdsText, isNegated);
  switch (node.kind) {
    case 'all':
      return node.nodes.every((one) => test(one));
    case 'any':
      return node.nodes.some((one) => test(one));
    case 'not':
      return !test(node.node, !negated);
    case 'field':
      return holds(profile, node, nowMs);
    default:
      return holdsText(profile, node, negated);
  }
}

const holdsPlainWords: HoldsText = (profile, clause) => {
  switch (clause.kind) {
    case 'word':
      return wordsOf(profile).includes(fold(clause.text));
    case 'phrase':
      return [profile.bio, profile.category, ...profile.topics].some((text) =>
        ` ${fold(text ?? '').replaceAll(/[ &]+/g, ' ')} `.includes(` ${fold(clause.text)} `),
      );
    case 'platform':
      return profile.platform === clause.platform || wordsOf(profile).includes(fold(clause.text));
    case 'address':
      return profile.platform === clause.address.platform && profile.username === clause.address.handle;
  }
};

function holds(profile: Profile, { field, test }: FieldClause, nowMs: number): boolean {
  if (test.kind === 'range') return within(test.range, numberOf(profile, field));
  if (test.kind === 'time') {
    const at = profile.last_post_at === null ? null : Date.parse(profile.last_post_at);
    const time = (moment: Moment) => ('atMs' in moment ? moment.atMs : nowMs - moment.agoMs);
    return (
      at !== null &&
      at >= (test.from ? time(test.from) : Number.NEGATIVE_INFINITY) &&
      at <= (test.to ? time(test.to) : Number.POSITIVE_INFINITY)
    );
  }
  return test.values.some((value) => isValue(profile, field, value));
}

function numberOf(profile: Profile, field: FieldClause['field']): number | null {
  switch (field) {
    case 'engagement':
      return profile.engagement_rate;
    case 'engagement-low':
      return profile.engagement.low;
    case 'engagement-high':
      return profile.engagement.high;
    case 'reported-engagement':
      return profile.reported?.engagement_rate ?? null;
    case 'growth':
      return profile.growth?.rate ?? null;
    case 'sponsored':
      return profile.sponsored?.share ?? null;
    case 'posts':
      return profile.posts_count;
    case 'posts-per-week':
      return profile.posts_per_week;
    case 'following':
      return profile.following;
    default:
      return profile.followers;
  }
}

function isValue(profile: Profile, field: FieldClause['field'], value: string): boolean {
  const wanted = fold(value);
  switch (field) {
    case 'platform':
    case 'tier':
    case 'source':
      return profile[field] === wanted;
    case 'category':
      return profile.category !== null && fold(profile.category) === wanted;
    case 'topic':
      return profile.topics.some((topic) => fold(topic) === wanted);
    case 'language':
      return [profile.language, profile.language?.split('-')[0]].some((tag) => tag?.toLowerCase() === wanted);
    case 'country': {
      const place = fold(profile.country ?? '').trim();
      // Two letters after a comma are rather a state: `Wilmington, DE`.
      const parts = place
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part.length > 2);
      return [wanted, ...(COUNTRY_NAMES[wanted] ?? [])].some(
        (name) => name !== '' && (name === place || parts.includes(name)),
      );
    }
    case 'verified':
      return profile.verified === (value === 'yes');
    case 'per':
      return profile.engagement_rate !== null && profile.engagement.denominator === value;
    case 'flag':
      return profile.authenticity?.fired.some(({ rule }) => rule === value) ?? false;
    default:
      return isPresent(profile, value);
  }
}

/** Code, English name and native name, each with the others. */
const COUNTRY_NAMES: Readonly<Record<string, string[]>> = Object.fromEntries(
  [
    ['de', 'germany', 'deutschland'],
    ['br', 'brazil', 'brasil'],
    ['in', 'india', 'भारत'],
    ['us', 'united states'],
    ['fr', 'france'],
    ['jp', 'japan', '日本'],
  ].flatMap((names) => names.map((name) => [name, names.filter((other) => other !== name)])),
);

function isPresent(profile: Profile, fact: string): boolean {
  switch (fact) {
    case 'topics':
      return profile.topics.length > 0;
    case 'flags':
      return (profile.authenticity?.fired.length ?? 0) > 0;
    case 'picture':
      return profile.avatar_reason === null;
    case 'name':
      return profile.display_name !== null;
    case 'last-post':
      return profile.last_post_at !== null;
    case 'engagement':
    case 'reported-engagement':
    case 'growth':
    case 'sponsored':
    case 'posts':
    case 'following':
    case 'followers':
      return numberOf(profile, fact) !== null;
    default:
      return (profile as unknown as Record<string, unknown>)[fact] !== null;
  }
}

/** What a profile is ordered by; `null` comes last, and all rates per follower before all rates per view. */
function sortValue(profile: Profile, sort: SearchQuery['sort']): number | null {
  switch (sort) {
    case 'engagement': {
      const { engagement_rate: rate, engagement } = profile;
      return rate === null ? null : rate + (engagement.denominator === 'followers' ? 1_000 : 0);
    }
    case 'recent':
      return profile.last_post_at === null ? null : Date.parse(profile.last_post_at);
    case 'growth':
      return profile.growth?.rate ?? null;
    case 'posts-per-week':
      return profile.posts_per_week;
    default:
      return profile.followers;
  }
}

/** Descending, unknown last, ties by id. */
export function sortedIds(profiles: readonly Profile[], sort: SearchQuery['sort']): string[] {
  return profiles
    .map((profile) => ({ id: profile.id, value: sortValue(profile, sort) ?? Number.NEGATIVE_INFINITY }))
    .sort((a, b) => (a.value === b.value ? (a.id < b.id ? -1 : 1) : b.value - a.value))
    .map(({ id }) => id);
}

/** Facet counts by value, most frequent first. */
export function countBy(values: readonly (string | null)[]): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function within({ min, max, above, below }: Range, value: number | null): boolean {
  return (
    value !== null &&
    !(min !== undefined && value < min) &&
    !(max !== undefined && value > max) &&
    !(above !== undefined && value <= above) &&
    !(below !== undefined && value >= below)
  );
}

function wordsOf({ bio, category, topics }: Profile): string[] {
  return fold(`${bio} ${category} ${topics.join(' ')}`).split(/[ &]+/);
}

function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
}
