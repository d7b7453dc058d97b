import type { Range, SearchQuery } from '#contract/query/search-query.ts';
import type { Profile } from '#domain/profile.ts';

/** Who matches a query, by looking at every profile; for the plain words of generated bios and categories. */
export function matchingProfiles(profiles: readonly Profile[], query: SearchQuery): Profile[] {
  const terms = query.text.split(' ').filter(Boolean);
  return profiles.filter((profile) => {
    const words = fold(`${profile.bio} ${profile.category}`).split(/[ &]+/);
    return (
      terms.every((term, i) => {
        const last = i === terms.length - 1 && term.length >= 3;
        return words.some((word) => word === term || (last && word.startsWith(term)));
      }) &&
      oneOf(query.platforms, profile.platform) &&
      oneOf(query.sources, profile.source) &&
      (query.categories.length === 0 ||
        query.categories.some((category) => fold(category) === fold(profile.category ?? ''))) &&
      within(query.followers, profile.followers) &&
      within(query.engagement, profile.engagement_rate) &&
      within(query.reportedEngagement, profile.reported?.engagement_rate ?? null)
    );
  });
}

/** What a profile is ordered by; `null` comes last. */
function sortValue(profile: Profile, sort: SearchQuery['sort']): number | null {
  if (sort === 'engagement') return profile.engagement_rate;
  if (sort === 'recent') return profile.last_post_at === null ? null : Date.parse(profile.last_post_at);
  return profile.followers;
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

function oneOf(allowed: readonly string[], value: string): boolean {
  return allowed.length === 0 || allowed.includes(value);
}

function within(range: Range | null, value: number | null): boolean {
  if (range === null) return true;
  return value !== null && value >= (range.min ?? 0) && value <= (range.max ?? Number.POSITIVE_INFINITY);
}

function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
}
