import type { Static } from 'typebox';
import Type from 'typebox';
import { PlatformSchema } from '../profile.ts';
import { ProfileEventSchema } from '../profile-event.ts';

const { event_id, native_id, username, fetched_at } = ProfileEventSchema.properties;

/**
 * Why a person is removed. `forgotten`: the person asked for it. `gone`, `opted_out`, `moved`: what a source found out.
 * `expired`: the retention period of the source is over.
 */
export const REMOVAL_REASONS = ['forgotten', 'gone', 'opted_out', 'moved', 'expired'] as const;
export type RemovalReason = (typeof REMOVAL_REASONS)[number];

/**
 * A message of `profile-events`: remove everything that is stored about one person. `until` is the time, epoch
 * milliseconds, up to which readings of the person are refused from now on; `null` refuses all, for good. So the removal
 * of an account that is `gone` says when that was seen, and a later reading is accepted again.
 */
export const RemovalSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('removal'),
  event_id,
  platform: PlatformSchema,
  native_id,
  username,
  reason: Type.Enum([...REMOVAL_REASONS]),
  until: Type.Union([fetched_at, Type.Null()]),
});

export type Removal = Static<typeof RemovalSchema>;
