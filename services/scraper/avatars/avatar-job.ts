import type { AvatarWire, ProfileEvent } from '#contract/profile-event.ts';
import type { AvatarJob } from '#contract/scrape-job.ts';
import { sealMessage } from '#contract/seal-message.ts';
import type { OutgoingMessage } from '#ports/queue.ts';
import type { Reading } from '../reading.ts';

/** The job that fetches the picture which a reading names. */
export function makeAvatarJob(reading: Reading, url: string): OutgoingMessage {
  const { platform, native_id, username, source, fetched_at } = reading;
  const job: Omit<AvatarJob, 'job_id'> = {
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
export function makeAvatarEvent(job: AvatarJob, avatar: AvatarWire): OutgoingMessage {
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
