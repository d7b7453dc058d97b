import type { Static } from 'typebox';
import Type from 'typebox';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const count = Type.Integer({ minimum: 0 });
/** Epoch milliseconds. */
const time = Type.Integer({ minimum: 0 });

/**
 * - `off`: it is not configured; `reason` says what is missing.
 * - `exhausted`: a daily budget is used up, or the network accepts no request for a while.
 * - `failing`: its last answer was an error.
 * - `ready`: everything else.
 */
export const SOURCE_STATES = ['ready', 'off', 'exhausted', 'failing'] as const;

/** A live source as `GET /sources` shows it. */
export const SourceStatus = Type.Object({
  name: Type.String(),
  about: Type.String(),
  platform: Type.String(),
  state: Type.Enum([...SOURCE_STATES]),
  /** Why it is not ready; `null` when it is. */
  reason: nullable(Type.String()),
  /** What discovery can begin with. */
  finds_by: Type.Array(Type.Enum(['topic', 'seeds'])),
  /** Days after which its data must be deleted; `null` without a limit. */
  retention_days: nullable(count),
  budgets: Type.Array(
    Type.Object({
      name: Type.String(),
      unit: Type.String(),
      limit: count,
      used: count,
      left: count,
      resets_at: time,
    }),
  ),
  last_success_at: nullable(time),
  last_error: nullable(
    Type.Object({ at: time, kind: Type.String(), message: Type.String(), until: Type.Optional(time) }),
  ),
  /** Of its schedules; `null` without one. */
  next_run_at: nullable(time),
});
export type SourceStatus = Static<typeof SourceStatus>;
