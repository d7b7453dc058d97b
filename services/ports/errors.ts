import type { Hint } from '#contract/hint/hint.ts';

/** Why a backing service is unavailable, where the adapter can tell. */
export type UnavailableCode =
  | 'unreachable'
  | 'timeout'
  | 'server_error'
  | 'damaged_answer'
  | 'credentials_missing'
  | 'credentials_rejected'
  // By a server, which may grant it later; `permission_denied` is this machine's answer.
  | 'access_denied'
  | 'permission_denied'
  | 'region_missing'
  | 'wrong_region'
  | 'bucket_missing'
  | 'bucket_taken'
  | 'locked'
  | 'read_only'
  | 'disk_full'
  | 'quota_exceeded'
  | 'invalid_path'
  | 'too_many_open_files'
  | 'io_error';

/** A backing service is unavailable now; the same call may succeed later. Consumers wait and use up no attempts. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly code?: UnavailableCode;
  constructor(message: string, { code, ...options }: ErrorOptions & { code?: UnavailableCode } = {}) {
    super(message, options);
    if (code !== undefined) this.code = code;
  }
}

const NO_ROOM: ReadonlySet<unknown> = new Set<UnavailableCode>(['disk_full', 'quota_exceeded', 'read_only']);

/** The disk takes no writes now. It will when a person has freed space, so a write waits without a limit. */
export function hasNoRoom(error: unknown): boolean {
  return error instanceof UnavailableError && NO_ROOM.has(error.code);
}

/** A store cannot be used until a person does something: waiting does not fix it. `hint` says what. */
abstract class StoreError extends Error {
  readonly hint: Hint;
  constructor(message: string, hint: Hint, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** The bytes of a store are damaged. */
export class CorruptStoreError extends StoreError {
  override readonly name = 'CorruptStoreError';
}

/** Newer code wrote the store. */
export class NewerStoreError extends StoreError {
  override readonly name = 'NewerStoreError';
}

/** A server has a resource with our name and other settings. */
export class IncompatibleStoreError extends StoreError {
  override readonly name = 'IncompatibleStoreError';
}

/** The request is invalid: a bad cursor, an invalid key. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
