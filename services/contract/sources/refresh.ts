import type { Static } from 'typebox';
import Type from 'typebox';
import { PlatformSchema } from '../profile.ts';
import { RunIdSchema } from '../scrape-job.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const count = Type.Integer({ minimum: 0 });

/** Profiles in one request at most. */
export const MAX_REFRESHED = 1_000;

/** Which profiles: those named, all that are kept up to date, or those that are due. */
export const REFRESH_SCOPES = ['profiles', 'all', 'stale'] as const;

/** Body of `POST /refreshes`. With `profiles`, the scope is `profiles`. */
export const RefreshBody = Type.Object(
  {
    profiles: Type.Optional(
      Type.Array(
        Type.Object(
          {
            platform: PlatformSchema,
            native_id: nullable(Type.String({ minLength: 1, maxLength: 256 })),
            username: nullable(Type.String({ minLength: 1, maxLength: 256 })),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: MAX_REFRESHED },
      ),
    ),
    scope: Type.Optional(Type.Enum(['all', 'stale'])),
    /** Only this source. */
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
);
export type RefreshBody = Static<typeof RefreshBody>;

/** What became of the profiles of a refresh. `skipped`: another process was reading it. */
export const REFRESH_OUTCOMES = [
  'updated',
  'unchanged',
  'renamed',
  'gone',
  'moved',
  'opted_out',
  'unreadable',
  'skipped',
] as const;
export type RefreshOutcome = (typeof REFRESH_OUTCOMES)[number];

/** A refresh as `GET /refreshes/:id` shows it. Times are epoch milliseconds. */
export const RefreshStatus = Type.Object({
  id: RunIdSchema,
  scope: Type.Enum([...REFRESH_SCOPES]),
  state: Type.Enum(['reading', 'done', 'failed', 'cancelled']),
  /** Profiles to read; `null` where it is not known in advance. */
  total: nullable(count),
  /** Profiles dealt with: the sum of `outcomes`. */
  done: count,
  outcomes: Type.Record(Type.Enum([...REFRESH_OUTCOMES]), count),
  /** Why it failed or is paused, or why a source was left out; `null` otherwise. */
  reason: nullable(Type.String()),
  /** A budget is used up: it continues by itself at this time. */
  paused_until: Type.Optional(nullable(count)),
  started_at: count,
  updated_at: count,
});
export type RefreshStatus = Static<typeof RefreshStatus>;
