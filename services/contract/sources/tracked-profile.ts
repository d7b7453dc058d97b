import type { Static } from 'typebox';
import Type from 'typebox';
import { PlatformSchema } from '../profile.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
/** Epoch milliseconds. */
const time = Type.Integer({ minimum: 0 });

/** A profile that a live source keeps up to date: what its next refresh needs. A record of the scraper. */
export const TrackedProfileSchema = Type.Object({
  v: Type.Literal(1),
  source: Type.String(),
  /** In the form that the source takes. */
  id: Type.String({ minLength: 1, maxLength: 256 }),
  platform: PlatformSchema,
  native_id: nullable(Type.String()),
  username: nullable(Type.String()),
  followers: nullable(Type.Integer({ minimum: 0 })),
  last_post_at: nullable(Type.Integer()),
  /** Validator of the posts that were read last. */
  etag: nullable(Type.String()),
  /** 0 until it was read. */
  fetched_at: time,
  /** When it is to be read again; `null` for never. */
  due_at: nullable(time),
  /** Who reads it now, and until when others leave it alone. */
  claim: nullable(Type.Object({ holder: Type.String(), until: time })),
});
export type TrackedProfile = Static<typeof TrackedProfileSchema>;

export const TRACKED_PREFIX = 'tracked/';
export const trackedPrefix = (source: string) => `${TRACKED_PREFIX}${source}/`;
export const trackedKey = (source: string, id: string) => trackedPrefix(source) + id;

/** Keys of the tracked profiles by due time, so that a scan finds the due ones without reading the others. */
export const duePrefix = (source: string) => `due/${source}/`;
export const dueKey = (source: string, id: string, dueAt: number) =>
  `${duePrefix(source)}${String(dueAt).padStart(15, '0')}/${id}`;
