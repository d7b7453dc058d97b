import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_DISCOVERED, MAX_SNOWBALL } from '../limits.ts';
import { RunIdSchema } from '../scrape-job.ts';

/** Body of `POST /discoveries`. A topic or at least one seed is required. */
export const DiscoveryBody = Type.Object(
  {
    source: Type.String({ minLength: 1, maxLength: 64 }),
    topic: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    seeds: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 20 })),
    /** Profiles to keep at most. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DISCOVERED })),
    min_followers: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Accounts that were kept to search around, when the topic and the seeds gave too few. Default: 5 with seeds. */
    snowball: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_SNOWBALL })),
  },
  { additionalProperties: false },
);
export type DiscoveryBody = Static<typeof DiscoveryBody>;

/** Why an account that was found is not kept. */
export const DROP_REASONS = ['few_followers', 'gone', 'moved', 'opted_out', 'unreadable'] as const;
export type DropReason = (typeof DROP_REASONS)[number];

const count = Type.Integer({ minimum: 0 });

/** A discovery run as `GET /discoveries/:id` shows it. Times are epoch milliseconds. */
export const DiscoveryStatus = Type.Object({
  id: RunIdSchema,
  source: Type.String(),
  topic: Type.Union([Type.String(), Type.Null()]),
  seeds: Type.Array(Type.String()),
  limit: count,
  min_followers: count,
  /** `finding` searches for accounts, `reading` reads the best of them. */
  state: Type.Enum(['finding', 'reading', 'done', 'failed', 'cancelled']),
  /** Distinct accounts found. */
  found: count,
  /** Accounts that were read. */
  read: count,
  /** Profiles that the queue has accepted. */
  kept: count,
  dropped: Type.Record(Type.Enum([...DROP_REASONS]), count),
  /** What the source's daily budget allows until it is renewed, and what it counts: `requests`. */
  budget_left: Type.Optional(Type.Union([count, Type.Null()])),
  budget_unit: Type.Optional(Type.String()),
  /** Why it failed, or why it is paused; `null` otherwise. */
  reason: Type.Union([Type.String(), Type.Null()]),
  /** A budget is used up: it continues by itself at this time. */
  paused_until: Type.Optional(Type.Union([count, Type.Null()])),
  /** Ways to find accounts that gave nothing, because the network refused them or does not know a seed. */
  refused: Type.Optional(
    Type.Array(Type.Object({ seed: Type.Union([Type.String(), Type.Null()]), reason: Type.String() })),
  ),
  started_at: count,
  updated_at: count,
});
export type DiscoveryStatus = Static<typeof DiscoveryStatus>;
