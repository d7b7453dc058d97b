import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_DEAD_LETTERS } from './limits.ts';

const rate = Type.Union([Type.Number(), Type.Null()]);

/** One queue, as `GET /queues` on the admin surface tells it. */
export const QueueReportSchema = Type.Object({
  name: Type.String(),
  ready: Type.Integer(),
  in_flight: Type.Integer(),
  /** Waiting for their next attempt. */
  delayed: Type.Integer(),
  dead: Type.Integer(),
  /** Age of the oldest message that is not done; `null` when there is none. */
  oldest_ms: Type.Union([Type.Number(), Type.Null()]),
  /** Messages a second over the last `rates_window_ms`; `null` when whoever counted cannot know. */
  published_per_second: rate,
  acknowledged_per_second: rate,
  /** Who counted: the queue's own server, for everybody, or the process that answers, for itself alone. */
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
    /** Only these; may be repeated. */
    id: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: MAX_DEAD_LETTERS })])),
    /** With the messages' bodies; then `limit` is at most 100. */
    bodies: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false },
);
export type DeadLettersQuerystring = Static<typeof DeadLettersQuerystring>;

export const DeadLetterSchema = Type.Object({
  id: Type.String(),
  reason: Type.String(),
  /** Deliveries before it was given up. */
  attempts: Type.Integer(),
  died_at: Type.String({ format: 'date-time' }),
  /** Of the body in UTF-8. */
  bytes: Type.Integer(),
  /** As it was published; only when it was asked for. */
  body: Type.Optional(Type.String()),
});

/** Answer of `GET /queues/:name/dead`, the newest first. */
export const DeadLettersSchema = Type.Object({
  queue: Type.String(),
  /** Dead letters of the queue in all. */
  total: Type.Integer(),
  dead: Type.Array(DeadLetterSchema),
});
export type DeadLetters = Static<typeof DeadLettersSchema>;

/** Body of `POST /queues/:name/dead/retry` and `…/discard`: all dead letters, or those named. */
export const DeadLettersSelection = Type.Object(
  { ids: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: MAX_DEAD_LETTERS })) },
  { additionalProperties: false },
);
export type DeadLettersSelection = Static<typeof DeadLettersSelection>;

/** Answer to both: how many it was done to. */
export const DeadLettersDone = Type.Object({ queue: Type.String(), count: Type.Integer() });
export type DeadLettersDone = Static<typeof DeadLettersDone>;
