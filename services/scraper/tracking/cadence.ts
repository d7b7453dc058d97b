import { hash } from 'node:crypto';
import type { SourcePlan } from '#contract/sources/source-plan.ts';
import { policyOf } from '#domain/source-policy.ts';
import type { Tier } from '#domain/tier.ts';
import { tierOf } from '#domain/tier.ts';
import { durationOf } from '#lib/duration.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Time between two refreshes of an account that posted within the last week; docs/sources.md has the table. */
export const REFRESH_EVERY_MS: Readonly<Record<Tier | 'small', number>> = {
  small: 14 * DAY_MS,
  nano: 7 * DAY_MS,
  micro: 3 * DAY_MS,
  mid: DAY_MS,
  macro: 12 * HOUR_MS,
  mega: 6 * HOUR_MS,
};
/** Who posts less often changes less often: age of the last post at most, and the factor. */
const ACTIVITY: readonly (readonly [number, number])[] = [
  [7 * DAY_MS, 1],
  [30 * DAY_MS, 2],
  [Number.POSITIVE_INFINITY, 4],
];
const LONGEST_MS = 30 * DAY_MS;
/** Data with a retention period is read again this long before its end. */
const RETENTION_MARGIN_MS = 3 * DAY_MS;
/** Accounts that were found together do not all become due together: up to 10 % earlier. */
const SPREAD = 0.1;

export interface CadenceInput {
  source: string;
  id: string;
  followers: number | null;
  /** Epoch milliseconds. */
  last_post_at: number | null;
}

/** When an account that was read at `readAt` is to be read again, epoch milliseconds; `null` for never. */
export function nextDue(
  { source, id, followers, last_post_at }: CadenceInput,
  readAt: number,
  refresh: SourcePlan['refresh'],
): number | null {
  if (refresh === false) return null;
  const tier = tierOf(followers) ?? 'small';
  const planned = typeof refresh === 'object' ? durationOf(refresh[tier] ?? '') : null;
  const { retentionDays } = policyOf(source);
  const longest = retentionDays === null ? LONGEST_MS : retentionDays * DAY_MS - RETENTION_MARGIN_MS;
  const base = planned ?? REFRESH_EVERY_MS[tier];
  const factor = planned === null ? factorOf(last_post_at, readAt) : 1;
  return Math.round(readAt + Math.min(longest, base * factor) * (1 + SPREAD * spreadOf(id)));
}

function factorOf(lastPostAt: number | null, now: number): number {
  const age = lastPostAt === null ? Number.POSITIVE_INFINITY : now - lastPostAt;
  return ACTIVITY.find(([atMost]) => age <= atMost)?.[1] ?? 1;
}

/** From -1 to 0, always the same for an account: never later than the table says. */
function spreadOf(id: string): number {
  return -Number.parseInt(hash('sha256', id, 'hex').slice(0, 8), 16) / 0xffffffff;
}
