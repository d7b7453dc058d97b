import type { ProfileEvent } from '#contract/profile-event.ts';
import { handleId, profileId } from '#domain/identity.ts';
import { NewerStoreError } from '#ports/errors.ts';

/** Which native id a handle belongs to, and when that was read (epoch milliseconds). */
export interface Alias {
  v: 1;
  id: string;
  at: number;
}

/** `alias/platform:@handle`. */
export const aliasKey = (handle: string) => `alias/${handle}`;

export function encodeAlias(alias: Alias): string {
  return JSON.stringify(alias);
}

/** Throws `NewerStoreError` for an alias of a later version than this code's. */
export function decodeAlias(text: string): Alias {
  const alias = JSON.parse(text) as Alias;
  if (alias.v === 1) return alias;
  throw new NewerStoreError(`A newer InfluScope wrote an alias [version=${alias.v}]`, {
    text: 'upgrade to the version that wrote it, or a later one',
  });
}

/** A handle can move from one account to another: the later reading wins; for equal times, the greater id. */
export function laterAlias(a: Alias, b: Alias): Alias {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.id >= b.id ? a : b;
}

/** How an event names its profile. */
export interface EventIdentity {
  /** `platform:native-id`; `null` when the event has only the handle. */
  native: string | null;
  /** `platform:@handle`; `null` when the event has only the native id. */
  handle: string | null;
}

export function identityOf({ platform, native_id, username, profile }: ProfileEvent): EventIdentity {
  const name = username ?? profile?.username ?? null;
  return {
    native: native_id === null ? null : profileId({ platform, native_id, username: null }),
    handle: name === null ? null : handleId(platform, name),
  };
}
