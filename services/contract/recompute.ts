import type { Static } from 'typebox';
import Type from 'typebox';
import { PlatformSchema } from './profile.ts';
import { ProfileEventSchema } from './profile-event.ts';

/** Profiles of one message: little enough that its work ends soon. */
export const MAX_RECOMPUTED = 25;

/**
 * A message of `profile-events`: compute the figures of these profiles again from their records, and write their
 * documents. The records stay as they are.
 */
export const RecomputeSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('recompute'),
  event_id: ProfileEventSchema.properties.event_id,
  ids: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { minItems: 1, maxItems: MAX_RECOMPUTED }),
});
export type Recompute = Static<typeof RecomputeSchema>;

/** Profiles that one request names. */
export const MAX_NAMED = 1_000;

/** Body of `POST /recompute`: which profiles. All without it; with several of its fields, those that fit all. */
export const RecomputeBody = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { minItems: 1, maxItems: MAX_NAMED }),
    ),
    platforms: Type.Optional(Type.Array(PlatformSchema, { minItems: 1 })),
    /** Profiles with a reading of one of these sources. */
    sources: Type.Optional(Type.Array(ProfileEventSchema.properties.source, { minItems: 1 })),
  },
  { additionalProperties: false },
);
export type RecomputeBody = Static<typeof RecomputeBody>;

/** One line of the answer to `POST /recompute`. `queued`: profiles whose messages are with the queue. */
export type RecomputeLine =
  | { type: 'progress'; queued: number; total: number }
  | { type: 'done'; queued: number; elapsed_ms: number }
  | { type: 'failed'; code: string; message: string };
