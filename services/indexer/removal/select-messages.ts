import type { EraseSelection } from '#ports/queue.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import { personKeys } from '#runtime/privacy/person-keys.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';

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
    if (message.kind === 'recompute') return namesOfIds(message.ids).some(isNamed);
    const names = namesOfMessage(message);
    if (names === undefined || !isNamed(names)) return false;
    return suppressions.refusal(names, Number(message.fetched_at ?? 0)) !== undefined;
  };
  return { hints: hints.includes(null) ? [] : (hints as string[]), isMeant };
}

interface AnyMessage {
  kind?: unknown;
  platform?: unknown;
  native_id?: unknown;
  username?: unknown;
  fetched_at?: unknown;
  ids?: unknown;
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

/** Events of profiles, removals and jobs name their person alike. */
function namesOfMessage({ platform, native_id, username, profile }: AnyMessage): PersonNames | undefined {
  if (typeof platform !== 'string') return undefined;
  const isText = (value: unknown): value is string => typeof value === 'string';
  return {
    platform: platform as PersonNames['platform'],
    native_id: isText(native_id) ? native_id : null,
    usernames: [username, profile?.username].filter(isText),
    urls: [profile?.url].filter(isText),
  };
}

/** Ids of profiles: `platform:native-id` or `platform:@handle`. */
function namesOfIds(ids: unknown): PersonNames[] {
  if (!Array.isArray(ids)) return [];
  return ids.flatMap((id) => {
    const [, platform, name] = /^([a-z]+):(.+)$/s.exec(String(id)) ?? [];
    if (platform === undefined || name === undefined) return [];
    const isHandle = name.startsWith('@');
    return {
      platform: platform as PersonNames['platform'],
      native_id: isHandle ? null : name,
      usernames: isHandle ? [name.slice(1)] : [],
      urls: [],
    };
  });
}
