import type { Static } from 'typebox';
import Type from 'typebox';
import { PlatformSchema } from './profile.ts';
import { ProfileEventSchema } from './profile-event.ts';

const { native_id, username, source, fetched_at } = ProfileEventSchema.properties;

/**
 * What the scraper leaves for later on `scrape-jobs`: the picture at `url` is to be fetched, which a reading of this
 * identity, source and time named. `job_id` is a hash of the rest, so the same reading leaves the same job.
 */
export const ScrapeJobSchema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Literal('avatar'),
  job_id: Type.String({ minLength: 16, maxLength: 64 }),
  platform: PlatformSchema,
  native_id,
  username,
  source,
  fetched_at,
  url: Type.String({ minLength: 1, maxLength: 4_096 }),
});

export type ScrapeJob = Static<typeof ScrapeJobSchema>;
