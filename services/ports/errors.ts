/** A backing part cannot be used now; the same call may work later. Consumers wait, they do not use up attempts. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** A store's bytes are damaged. `hint` is one command that mends it. */
export class CorruptStoreError extends Error {
  override readonly name = 'CorruptStoreError';
  readonly hint: string;
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** A store was written by newer code than this. */
export class NewerStoreError extends Error {
  override readonly name = 'NewerStoreError';
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A server has something under our name that was made with other settings; waiting does not mend it. */
export class IncompatibleStoreError extends Error {
  override readonly name = 'IncompatibleStoreError';
  readonly hint: string;
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** The caller asked for something that cannot be: a bad cursor, an invalid key. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
