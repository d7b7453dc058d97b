import type { Static } from 'typebox';
import Type from 'typebox';
import { PlatformSchema } from './profile.ts';
import { ProfileEventSchema } from './profile-event.ts';

const { native_id, username, source, fetched_at } = ProfileEventSchema.properties;
const jobId = Type.String({ minLength: 16, maxLength: 64 });

/**
 * Fetch the picture at `url`, which a reading of this identity, source and time named. `job_id` is a hash of the rest, so
 * the same reading leaves the same job.
 */
export const AvatarJobSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('avatar'),
  job_id: jobId,
  platform: PlatformSchema,
  native_id,
  username,
  source,
  fetched_at,
  url: Type.String({ minLength: 1, maxLength: 4_096 }),
});

export const RunIdSchema = Type.String({ pattern: '^[a-z0-9-]{8,64}$' });

/** Continue a discovery run. Its record says where; `part` tells the jobs of a long run apart. */
export const DiscoveryJobSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('discovery'),
  job_id: jobId,
  run: RunIdSchema,
  part: Type.Integer({ minimum: 0 }),
});

const personHash = Type.String({ pattern: '^[0-9a-f]{40}$' });

/**
 * Delete what the scraper holds about removed people: their pictures, and their places in discovery runs. It names the
 * people by the hashes of the suppression list. `keys`: pictures from before pictures had their person in the key.
 */
export const ErasureJobSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('erasure'),
  job_id: jobId,
  hashes: Type.Array(personHash),
  keys: Type.Array(Type.String({ maxLength: 256 })),
  /** Receipt that says what was deleted; `null` without one. */
  receipt: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
});

/** Work that the scraper leaves for later on `scrape-jobs`. */
export const ScrapeJobSchema = Type.Union([AvatarJobSchema, DiscoveryJobSchema, ErasureJobSchema]);

export type AvatarJob = Static<typeof AvatarJobSchema>;
export type DiscoveryJob = Static<typeof DiscoveryJobSchema>;
export type ErasureJob = Static<typeof ErasureJobSchema>;
export type ScrapeJob = Static<typeof ScrapeJobSchema>;
