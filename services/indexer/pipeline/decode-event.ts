import { Compile } from 'typebox/compile';
import { eventOfContent } from '#contract/checked-event.ts';
import type { Removal } from '#contract/privacy/removal.ts';
import { RemovalSchema } from '#contract/privacy/removal.ts';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { MAX_EVENT_BYTES, ProfileEventSchema } from '#contract/profile-event.ts';
import type { Recompute } from '#contract/recompute.ts';
import { RecomputeSchema } from '#contract/recompute.ts';
import { normalizeHandle } from '#domain/identity.ts';

export type Decoded =
  | { ok: true; event: ProfileEvent; postsText?: string }
  | { ok: true; removal: Removal }
  | { ok: true; recompute: Recompute }
  | { ok: false; reason: string };

/**
 * Reads a `profile-events` message: its body, or the event that its publisher in this process made the body from. What cannot
 * be used is answered with the reason, never thrown.
 */
export type DecodeEvent = (message: { body: string; content?: object | undefined }) => Decoded;

export function createEventDecoder(): DecodeEvent {
  const schema = Compile(ProfileEventSchema);
  const removalSchema = Compile(RemovalSchema);
  const recomputeSchema = Compile(RecomputeSchema);

  return ({ body, content }) => {
    const checked = eventOfContent(content);
    if (checked !== undefined) return accept(checked.event, checked.postsText);
    const bytes = utf8Bytes(body);
    if (bytes > MAX_EVENT_BYTES) return refuse(`The event has ${bytes} bytes, over ${MAX_EVENT_BYTES}`);
    const event = parse(body);
    if (event instanceof SyntaxError) return refuse(`The event is not JSON: ${event.message}`);
    const kind = typeof event === 'object' && event !== null && 'kind' in event ? event.kind : undefined;
    if (kind === 'recompute' && recomputeSchema.Check(event)) return { ok: true, recompute: event };
    const expected = kind === undefined ? schema : kind === 'recompute' ? recomputeSchema : removalSchema;
    if (!expected.Check(event) || 'ids' in event) {
      const [fault] = expected.Errors(event);
      return refuse(`The event is not valid: ${fault?.instancePath || '/'} ${fault?.message ?? ''}`.trim());
    }
    return accept(event);
  };
}

/** `postsText`: what `JSON.stringify` made of the posts of this very event. */
function accept(event: ProfileEvent | Removal, postsText?: string): Decoded {
  const fault = identityFault(event);
  if (fault !== null) return refuse(`The event names no profile: ${fault}`);
  if ('kind' in event) return { ok: true, removal: event };
  return postsText === undefined ? { ok: true, event } : { ok: true, event, postsText };
}

function refuse(reason: string): Decoded {
  return { ok: false, reason };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    return error instanceof SyntaxError ? error : new SyntaxError(String(error));
  }
}

/** Counted only where the length leaves it open. */
function utf8Bytes(text: string): number {
  return text.length * 3 <= MAX_EVENT_BYTES ? text.length : Buffer.byteLength(text);
}

/** A native id that looks like a handle would take the id of another profile. */
function identityFault(event: ProfileEvent | Removal): string | null {
  const { native_id, username } = event;
  const name = username ?? ('profile' in event ? (event.profile?.username ?? null) : null);
  if (native_id === null && name === null) return 'native_id and username are both null';
  if (native_id === '') return 'native_id is empty';
  if (native_id?.startsWith('@')) return 'native_id begins with @';
  if (name !== null && normalizeHandle(name) === '') return 'username is empty';
  return null;
}
