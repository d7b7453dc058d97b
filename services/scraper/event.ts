import { Compile } from 'typebox/compile';
import { checkedEvent } from '#contract/checked-event.ts';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { MAX_EVENT_BYTES, ProfileEventSchema } from '#contract/profile-event.ts';
import { sealEvent } from '#contract/seal-message.ts';
import type { Post } from '#domain/post.ts';
import type { ProfileFacts } from '#domain/profile.ts';
import type { OutgoingMessage } from '#ports/queue.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import type { Span } from '#runtime/telemetry/tracing/tracer.ts';
import { makeAvatarJob } from './avatars/avatar-job.ts';
import type { OwnerOf } from './avatars/avatar-owner.ts';
import type { AvatarObject, AvatarPreparer, PreparedAvatar } from './avatars/prepare-avatar.ts';
import { exceedsBytes } from './exceeds-bytes.ts';
import { hideContacts } from './reading/fields/hide-contacts.ts';
import { RowError } from './reading/fields/row-error.ts';
import type { Reading } from './reading.ts';

/** A reading ready to be published: its picture is stored first, then its job goes to the queue, then the message. */
export interface PreparedEvent {
  message: OutgoingMessage;
  avatar: AvatarObject | null;
  /** For `scrape-jobs`: what is to be fetched later. */
  job: OutgoingMessage | null;
  postsOnly: boolean;
  /** Whom it is about, and when that was read, epoch milliseconds. */
  names: PersonNames;
  readAt: number;
  /** Ends when the event is with the queue; none while tracing is off. */
  span?: Span;
}

/**
 * Makes events of readings; at once, but for those whose picture has to be converted. Throws, or rejects with,
 * `RowError` where the event would break the contract.
 */
export type EventBuilder = (
  reading: Reading,
  /** Id of the import that counts this person by this event. */
  countedFor?: string,
) => PreparedEvent | Promise<PreparedEvent>;

export interface EventBuilderOptions {
  /** E-mail addresses and phone numbers in bios and posts are published too. Default: no. */
  keepContacts?: boolean;
  /** Names the person in the keys of pictures. */
  ownerOf: OwnerOf;
}

/** The message's id is a hash of the content: the same reading again has the same id. */
export function createEventBuilder(
  prepareAvatar: AvatarPreparer,
  { keepContacts = false, ownerOf }: EventBuilderOptions,
): EventBuilder {
  const schema = Compile(ProfileEventSchema);

  const build = (
    reading: Reading,
    { wire, object, fetchFrom }: PreparedAvatar,
    countedFor: string | undefined,
  ): PreparedEvent => {
    const content: Omit<ProfileEvent, 'event_id'> = {
      v: 1,
      platform: reading.platform,
      native_id: reading.native_id,
      username: reading.username,
      source: reading.source,
      fetched_at: reading.fetched_at,
      profile: keepContacts ? reading.profile : withoutContacts(reading.profile),
      avatar: wire,
      posts: keepContacts ? reading.posts : postsWithoutContacts(reading.posts),
      history: reading.history,
    };
    const { id, body, parts, postsText } = sealEvent(content, countedFor);
    const beside = countedFor === undefined ? {} : { counted_for: countedFor };
    const event: ProfileEvent = { event_id: id, ...content, ...beside };
    if (!schema.Check(event)) {
      const [fault] = schema.Errors(event);
      throw new RowError(`${fault?.instancePath.slice(1).replaceAll('/', '.')}: ${fault?.message}`);
    }
    if (exceedsBytes(body, MAX_EVENT_BYTES)) {
      throw new RowError('too much text: the event is larger than 1 MB');
    }
    const job = fetchFrom === null ? null : makeAvatarJob(reading, fetchFrom);
    const { platform, native_id, username, profile, fetched_at } = reading;
    const usernames = [username, profile?.username ?? null].filter((name) => name !== null);
    const urls = profile?.url == null ? [] : [profile.url];
    const names = { platform, native_id, usernames, urls };
    const message = { id, body, parts, content: checkedEvent(event, postsText) };
    return { message, avatar: object, job, postsOnly: profile === null, names, readAt: fetched_at };
  };

  return (reading, countedFor) => {
    const avatar = prepareAvatar(reading.avatar, reading.avatar === null ? '' : ownerOf(reading));
    return avatar instanceof Promise
      ? avatar.then((prepared) => build(reading, prepared, countedFor))
      : build(reading, avatar, countedFor);
  };
}

function withoutContacts(profile: ProfileFacts | null): ProfileFacts | null {
  if (profile === null) return null;
  const { bio, display_name } = profile;
  if (bio === null && display_name === null) return profile;
  return {
    ...profile,
    display_name: display_name && hideContacts(display_name),
    bio: bio && hideContacts(bio),
  };
}

function postsWithoutContacts(posts: Post[]): Post[] {
  return posts.map((post) => {
    if (post.text === null) return post;
    const text = hideContacts(post.text);
    return text === post.text ? post : { ...post, text };
  });
}
