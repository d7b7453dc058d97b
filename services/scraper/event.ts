import { hash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import type { ProfileEvent } from '../shared/contract/profile-event.ts';
import { MAX_EVENT_BYTES, ProfileEventSchema } from '../shared/contract/profile-event.ts';
import type { OutgoingMessage } from '../shared/ports/queue.ts';
import type { Span } from '../shared/runtime/tracing/tracer.ts';
import type { AvatarObject } from './avatar.ts';
import { prepareAvatar } from './avatar.ts';
import { RowError } from './fields/row-error.ts';
import type { Reading } from './reading.ts';

/** A reading ready to be published: its picture is stored first, then the message goes to the queue. */
export interface PreparedEvent {
  message: OutgoingMessage;
  avatar: AvatarObject | null;
  postsOnly: boolean;
  /** Ends when the event is with the queue; none while tracing is off. */
  span?: Span;
}

/** Makes events of readings. Throws `RowError` where the event would break the contract. */
export type EventBuilder = (reading: Reading) => PreparedEvent;

/** The message's id is a hash of the content: the same reading again has the same id. */
export function createEventBuilder(): EventBuilder {
  const schema = Compile(ProfileEventSchema);
  return (reading) => {
    const { wire, object } = prepareAvatar(reading.avatar);
    const content: Omit<ProfileEvent, 'event_id'> = {
      v: 1,
      platform: reading.platform,
      native_id: reading.native_id,
      username: reading.username,
      source: reading.source,
      fetched_at: reading.fetched_at,
      profile: reading.profile,
      avatar: wire,
      posts: reading.posts,
      history: reading.history,
    };
    const text = JSON.stringify(content);
    const id = hash('sha256', text, 'hex');
    const body = `{"event_id":"${id}",${text.slice(1)}`;
    if (!schema.Check({ event_id: id, ...content })) {
      const [fault] = schema.Errors({ event_id: id, ...content });
      throw new RowError(`${fault?.instancePath.slice(1).replaceAll('/', '.')}: ${fault?.message}`);
    }
    if (Buffer.byteLength(body) > MAX_EVENT_BYTES)
      throw new RowError('too much text: over 1 MB as one event');
    return { message: { id, body }, avatar: object, postsOnly: reading.profile === null };
  };
}
