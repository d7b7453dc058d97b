import type { Platform } from '#domain/platform.ts';
import type { EraseSelection } from '#ports/queue.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import { personKeys } from '#runtime/privacy/person-keys.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { readId } from '../people/read-who.ts';

/** One name of a person as messages may have it. */
export interface NamedMessage {
  key: string;
  /** Lower-case ASCII text that every message with this name contains; `null` when there is none. */
  hint: string | null;
}

const PRINTABLE = /^[\x20-\x7e]+$/;

/** The names of a person, to be looked for in messages. */
export function messagesOf(names: PersonNames): NamedMessage[] {
  const texts = [names.native_id ?? [], names.usernames, names.urls ?? []].flat();
  const hints = texts.map((text) => {
    const hint = JSON.stringify(text.replace(/^@/, '')).slice(1, -1).toLowerCase();
    return PRINTABLE.test(hint) ? hint : null;
  });
  return personKeys(names).flatMap((key) => hints.map((hint) => ({ key, hint })));
}

/**
 * Messages of one of the names. A message that is also of a later reading, which the list accepts, stays; a message that
 * cannot be read is no reason to keep it when it contains a name.
 */
export function selectMessages(
  named: readonly NamedMessage[],
  suppressions: SuppressionList,
): EraseSelection {
  const keys = new Set(named.map(({ key }) => key));
  const hints = [...new Set(named.map(({ hint }) => hint))];
  const isNamed = (names: PersonNames) => personKeys(names).some((key) => keys.has(key));
  const isMeant = (body: string) => {
    const message = parse(body);
    if (message === undefined)
      return hints.some((hint) => hint !== null && body.toLowerCase().includes(hint));
    // The other profiles of this message keep their figures until the next recompute or reading.
    if (message.kind === 'recompute') return namesOfMessage(message).some(isNamed);
    return namesOfMessage(message).some(isNamed) && isRefusedMessage(body, suppressions);
  };
  return { hints: hints.includes(null) ? [] : (hints as string[]), isMeant };
}

/**
 * Does the list refuse what a message says of anyone? A refresh of several accounts goes as a whole: the others are
 * planned again.
 */
export function isRefusedMessage(body: string, suppressions: SuppressionList): boolean {
  const message = parse(body);
  if (message === undefined) return false;
  const readAt = Number(message.fetched_at ?? message.planned_at ?? 0);
  return namesOfMessage(message).some((names) => suppressions.refusal(names, readAt) !== undefined);
}

/** The people that a message is about; none for one that cannot be read. */
export function namesInMessage(body: string): PersonNames[] {
  const message = parse(body);
  return message === undefined ? [] : namesOfMessage(message);
}

interface AnyMessage {
  kind?: unknown;
  platform?: unknown;
  native_id?: unknown;
  username?: unknown;
  fetched_at?: unknown;
  source?: unknown;
  ids?: unknown;
  planned_at?: unknown;
  profile?: { username?: unknown; url?: unknown } | null;
}

function parse(body: string): AnyMessage | undefined {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Events of profiles, removals and picture jobs name one person alike; the others have lists of ids. */
function namesOfMessage(message: AnyMessage): PersonNames[] {
  const { kind, platform, native_id, username, profile, source, ids } = message;
  const isText = (value: unknown): value is string => typeof value === 'string';
  if (kind === 'recompute') return namesOfIds(ids);
  if (isText(source) && Array.isArray(ids)) {
    const accounts = ids.filter(isText);
    // Every live source has the name of its platform.
    return accounts.map((id) => ({ platform: source as Platform, native_id: id, usernames: [id] }));
  }
  if (!isText(platform)) return [];
  return [
    {
      platform: platform as Platform,
      native_id: isText(native_id) ? native_id : null,
      usernames: [username, profile?.username].filter(isText),
      urls: [profile?.url].filter(isText),
    },
  ];
}

/** Ids of profiles: `platform:native-id` or `platform:@handle`. */
function namesOfIds(ids: unknown): PersonNames[] {
  return Array.isArray(ids) ? ids.flatMap((id) => readId(String(id)) ?? []) : [];
}
