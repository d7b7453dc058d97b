import { createHash, hash } from 'node:crypto';
import type { ProfileEvent } from './profile-event.ts';
import type { TextParts } from './text-parts.ts';
import { textOf } from './text-parts.ts';

/** A message whose id, `idField` of its body, is a hash of the content: the same content has the same id. */
export function sealMessage(idField: 'event_id' | 'job_id', content: object): { id: string; body: string } {
  const text = JSON.stringify(content);
  const id = hash('sha256', text, 'hex');
  return { id, body: `{"${idField}":"${id}",${text.slice(1)}` };
}

/** A sealed profile event. */
export interface SealedEvent {
  id: string;
  body: string;
  parts: TextParts;
  /** The posts, as in `body`. */
  postsText: string;
}

/**
 * `sealMessage` of an event, with the posts in a part of their own: a bio with a sign above U+00FF would make them twice as large.
 * `countedFor`: the field of the event that the id does not depend on.
 */
export function sealEvent(
  { posts, history, ...facts }: Omit<ProfileEvent, 'event_id' | 'counted_for'>,
  countedFor?: string,
): SealedEvent {
  const before = `${JSON.stringify(facts).slice(0, -1)},"posts":`;
  const postsText = JSON.stringify(posts);
  const after = `,"history":${JSON.stringify(history)}`;
  const id = createHash('sha256').update(before).update(postsText).update(`${after}}`).digest('hex');
  const beside = countedFor === undefined ? '' : `,"counted_for":${JSON.stringify(countedFor)}`;
  const parts = [
    `{"event_id":"${id}",${before.slice(1)}`,
    postsText,
    `${after}${beside}}`,
  ] as const satisfies TextParts;
  return { id, body: textOf(parts), parts, postsText };
}
