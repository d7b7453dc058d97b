import type { Removal } from '#contract/privacy/removal.ts';
import { sealMessage } from '#contract/seal-message.ts';
import type { OutgoingMessage } from '#ports/queue.ts';

/**
 * The message for `profile-events` that removes a person whose account is gone, private or opted out. `until` is when
 * that was seen: an earlier reading does not bring the person back, a later one does.
 */
export function makeRemoval(removal: Omit<Removal, 'v' | 'kind' | 'event_id'>): OutgoingMessage {
  const { platform, native_id, username, reason, until } = removal;
  return sealMessage('event_id', { v: 1, kind: 'removal', platform, native_id, username, reason, until });
}
