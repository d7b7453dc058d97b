import { Compile } from 'typebox/compile';
import type { AvatarWire, ProfileEvent } from '#contract/profile-event.ts';
import type { ScrapeJob } from '#contract/scrape-job.ts';
import { ScrapeJobSchema } from '#contract/scrape-job.ts';
import type { OutgoingMessage } from '#ports/queue.ts';
import type { Reading } from '../reading.ts';
import { sealMessage } from '../seal-message.ts';

/** The job that fetches the picture which a reading names. */
export function makeAvatarJob(reading: Reading, url: string): OutgoingMessage {
  const { platform, native_id, username, source, fetched_at } = reading;
  const job: Omit<ScrapeJob, 'job_id'> = {
    v: 1,
    kind: 'avatar',
    platform,
    native_id,
    username,
    source,
    fetched_at,
    url,
  };
  return sealMessage('job_id', job);
}

/** The event that tells what became of a job. The same outcome again is the same event. */
export function makeAvatarEvent(job: ScrapeJob, avatar: AvatarWire): OutgoingMessage {
  const event: Omit<ProfileEvent, 'event_id'> = {
    v: 1,
    platform: job.platform,
    native_id: job.native_id,
    username: job.username,
    source: job.source,
    fetched_at: job.fetched_at,
    profile: null,
    avatar,
    posts: [],
    history: [],
  };
  return sealMessage('event_id', event);
}

/** Reads the body of a `scrape-jobs` message; why not, as a text, where it is no job. */
export function createJobDecoder(): (body: string) => ScrapeJob | string {
  const schema = Compile(ScrapeJobSchema);
  return (body) => {
    let job: unknown;
    try {
      job = JSON.parse(body);
    } catch (error) {
      return `The job is not JSON: ${(error as Error).message}`;
    }
    if (schema.Check(job)) return job;
    const [fault] = schema.Errors(job);
    return `The job is not valid: ${fault?.instancePath || '/'} ${fault?.message ?? ''}`.trim();
  };
}
