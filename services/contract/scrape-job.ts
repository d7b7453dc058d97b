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

/** Read these profiles of a source again, unless they were read since `planned_at` (epoch milliseconds). */
const RefreshJobSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('refresh'),
  job_id: jobId,
  source: Type.String({ minLength: 1, maxLength: 64 }),
  ids: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 100 }),
  planned_at: Type.Integer({ minimum: 0 }),
});

/** Continue a refresh that was asked for. Its record says where. */
const RefreshRunJobSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('refresh-run'),
  job_id: jobId,
  run: RunIdSchema,
  part: Type.Integer({ minimum: 0 }),
});

/** Work that the scraper leaves for later on `scrape-jobs`. */
export const ScrapeJobSchema = Type.Union([
  AvatarJobSchema,
  DiscoveryJobSchema,
  ErasureJobSchema,
  RefreshJobSchema,
  RefreshRunJobSchema,
]);

export type AvatarJob = Static<typeof AvatarJobSchema>;
export type DiscoveryJob = Static<typeof DiscoveryJobSchema>;
export type ErasureJob = Static<typeof ErasureJobSchema>;
export type RefreshJob = Static<typeof RefreshJobSchema>;
export type RefreshRunJob = Static<typeof RefreshRunJobSchema>;
export type ScrapeJob = Static<typeof ScrapeJobSchema>;
