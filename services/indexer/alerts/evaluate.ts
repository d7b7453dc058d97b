import { createHash } from 'node:crypto';
import type { Alert, AlertKind } from '#contract/alerts/alert.ts';
import type { AlertRules, SavedRecord } from '#contract/saved/saved-search.ts';
import type { Profile } from '#domain/profile.ts';
import type { QueryTest } from '#ports/query-matcher.ts';
import type { WatchState } from '#runtime/alerts/alert-keys.ts';

/** A saved search that raises alerts. */
export interface Watch {
  search: SavedRecord;
  test: QueryTest;
}

/** A person before and after a change. */
export interface Change {
  /** `undefined`: the person is new. */
  before: Profile | undefined;
  after: Profile;
  /** Revision of the record of `after`. */
  version: number;
}

/** Growth counts as ended below this share of the limit, so that a figure near the limit raises one alert. */
const ENDED_SHARE = 0.8;

/** Whether the rules apply to a person: one who matches, or matched until this change. */
export function isWatched({ test }: Watch, { before, after }: Change, nowMs: number): boolean {
  return test(after, nowMs) || (before !== undefined && test(before, nowMs));
}

/**
 * The state after a change, with the alerts that it raises as `pending`; `null` when nothing has to be stored. Pure: the
 * same input has the same alerts with the same ids. `state` is what was stored, without pending alerts.
 */
export function evaluate(
  { search, test }: Watch,
  { before, after, version }: Change,
  state: WatchState | undefined,
  nowMs: number,
): WatchState | null {
  const { alerts: rules } = search;
  const subject = state?.subject ?? after.id;
  const pending: Alert[] = [];
  const raise = (kind: AlertKind, count: number, figures: Alert['figures']) =>
    pending.push({
      v: 1,
      id: alertId(search.id, subject, kind, count),
      kind,
      at: new Date(nowMs).toISOString(),
      search: { name: search.name, query: search.query },
      profile: summaryOf(after),
      figures,
      version,
    });

  let matched = state?.matched ?? false;
  const matchedBefore = before !== undefined && test(before, nowMs);
  if (rules.new_matches && !matched && !matchedBefore && test(after, nowMs)) {
    raise('new_match', 0, null);
    matched = true;
  }
  const growth = growthAfter(rules, before, after, state?.growth ?? null);
  if (growth?.fires) {
    const { from_followers: from, to_followers: to, rate } = after.growth ?? {};
    raise('growth', growth.count, { from: from ?? 0, to: to ?? 0, change: rate ?? 0 });
  }
  const engagement = engagementAfter(rules, before, after, state?.engagement ?? null);
  if (engagement?.fellFrom != null) {
    const { fellFrom: from, from: to } = engagement;
    raise('engagement_fall', engagement.count, { from, to, change: (to - from) / from });
  }
  const next: WatchState = {
    v: 1,
    subject,
    matched,
    growth: growth && { count: growth.count + (growth.fires ? 1 : 0), above: growth.above },
    engagement: engagement && {
      count: engagement.count + (engagement.fellFrom === null ? 0 : 1),
      from: engagement.from,
      per: engagement.per,
    },
    pending,
  };
  if (pending.length > 0) return next;
  if (state !== undefined) return isSame(next, state) ? null : next;
  return isImplied(next, rules, after) ? null : next;
}

function growthAfter(
  { growth_over: limit }: AlertRules,
  before: Profile | undefined,
  after: Profile,
  stored: WatchState['growth'],
): { count: number; above: boolean; fires: boolean } | null {
  if (limit === null) return stored && { ...stored, fires: false };
  const isOver = (profile: Profile | undefined) => (profile?.growth?.rate ?? -1) * 100 > limit;
  const was = stored?.above ?? isOver(before);
  const rate = after.growth?.rate ?? null;
  const isNow = isOver(after);
  const hasEnded = rate !== null && rate * 100 < limit * ENDED_SHARE;
  return { count: stored?.count ?? 0, above: isNow || (was && !hasEnded), fires: isNow && !was };
}

function engagementAfter(
  { engagement_falls_over: limit }: AlertRules,
  before: Profile | undefined,
  after: Profile,
  stored: WatchState['engagement'],
): { count: number; from: number; per: string; fellFrom: number | null } | null {
  if (limit === null) return stored && { ...stored, fellFrom: null };
  const rate = after.engagement_rate;
  const per = after.engagement.denominator;
  const count = stored?.count ?? 0;
  const known = stored ?? rateOf(before);
  if (rate === null) return known && { count, from: known.from, per: known.per, fellFrom: null };
  // Rates of two kinds cannot be compared.
  if (known === null || known.per !== per) return { count, from: rate, per, fellFrom: null };
  // In percent and rounded, so that 3 % to 2.4 % is not more than 20 %.
  const fall = Math.round((1 - rate / known.from) * 1e8) / 1e6;
  if (known.from > 0 && fall > limit) return { count, from: rate, per, fellFrom: known.from };
  return { count, from: Math.max(known.from, rate), per, fellFrom: null };
}

function rateOf(profile: Profile | undefined): { from: number; per: string } | null {
  const rate = profile?.engagement_rate ?? null;
  return profile === undefined || rate === null ? null : { from: rate, per: profile.engagement.denominator };
}

/** Whether the next change can find the same facts in the profile itself. */
function isImplied({ matched, growth, engagement }: WatchState, rules: AlertRules, after: Profile): boolean {
  const isOver = (after.growth?.rate ?? -1) * 100 > (rules.growth_over ?? Number.POSITIVE_INFINITY);
  const rate = rateOf(after);
  return (
    !matched &&
    (growth?.above ?? false) === isOver &&
    (engagement?.from ?? null) === (engagement === null ? null : (rate?.from ?? null))
  );
}

function isSame(next: WatchState, state: WatchState): boolean {
  return JSON.stringify({ ...next, pending: [] }) === JSON.stringify({ ...state, pending: [] });
}

/** One for each fact: the n-th of its kind about the person in the search. */
function alertId(search: string, subject: string, kind: AlertKind, count: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([search, subject, kind, count]))
    .digest('hex');
  return `alert_${hash.slice(0, 32)}`;
}

function summaryOf({ id, platform, username, display_name, url, followers, engagement_rate }: Profile) {
  return { id, platform, username, display_name, url, followers, engagement_rate };
}
