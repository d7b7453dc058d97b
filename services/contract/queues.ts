import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_DEAD_LETTERS } from './limits.ts';

const rate = Type.Union([Type.Number(), Type.Null()]);

/** One queue in the answer of `GET /queues` (admin API). */
export const QueueReportSchema = Type.Object({
  name: Type.String(),
  ready: Type.Integer(),
  in_flight: Type.Integer(),
  /** Waiting for their next attempt. */
  delayed: Type.Integer(),
  dead: Type.Integer(),
  /** Age of the oldest unfinished message; `null` without one. */
  oldest_ms: Type.Union([Type.Number(), Type.Null()]),
  /** Messages per second over the last `rates_window_ms`; `null` when it is not known. */
  published_per_second: rate,
  acknowledged_per_second: rate,
  /** Source of the rates: the server of the queue (all clients), or the answering process (itself only). */
  rates_by: Type.Enum(['server', 'process']),
  rates_window_ms: Type.Integer(),
});
export type QueueReport = Static<typeof QueueReportSchema>;

export const QueuesSchema = Type.Object({ queues: Type.Array(QueueReportSchema) });
export type Queues = Static<typeof QueuesSchema>;

/** Query string of `GET /queues/:name/dead`. */
export const DeadLettersQuerystring = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DEAD_LETTERS, default: 20 })),
    /** Only these IDs; repeatable. */
    id: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: MAX_DEAD_LETTERS })])),
    /** Include the bodies; `limit` is then at most 100. */
    bodies: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false },
);
export type DeadLettersQuerystring = Static<typeof DeadLettersQuerystring>;

export const DeadLetterSchema = Type.Object({
  id: Type.String(),
  reason: Type.String(),
  /** Deliveries before it became a dead letter. */
  attempts: Type.Integer(),
  died_at: Type.String({ format: 'date-time' }),
  /** Size of the body in UTF-8. */
  bytes: Type.Integer(),
  /** As published; only with `bodies`. */
  body: Type.Optional(Type.String()),
});

/** Answer of `GET /queues/:name/dead`, the newest first. */
export const DeadLettersSchema = Type.Object({
  queue: Type.String(),
  /** All dead letters of the queue. */
  total: Type.Integer(),
  dead: Type.Array(DeadLetterSchema),
});
export type DeadLetters = Static<typeof DeadLettersSchema>;

/** Body of `POST /queues/:name/dead/retry` and `…/discard`: all dead letters, or the given IDs. */
export const DeadLettersSelection = Type.Object(
  { ids: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: MAX_DEAD_LETTERS })) },
  { additionalProperties: false },
);
export type DeadLettersSelection = Static<typeof DeadLettersSelection>;

/** Answer to both: the number of affected dead letters. */
export const DeadLettersDone = Type.Object({ queue: Type.String(), count: Type.Integer() });
export type DeadLettersDone = Static<typeof DeadLettersDone>;
