/** Why a picture cannot be had. `message` is what the profile says: it names no address and no secret. */
export class AvatarFault extends Error {
  override readonly name = 'AvatarFault';
  /** A retry would be useless for days, so there is no retry. */
  readonly isPermanent: boolean;
  /** How long the server asks clients to wait, milliseconds. */
  readonly retryAfterMs: number | null;
  constructor(
    message: string,
    { isPermanent, retryAfterMs = null, cause }: AvatarFaultOptions = { isPermanent: true },
  ) {
    super(message, { cause });
    this.isPermanent = isPermanent;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface AvatarFaultOptions {
  isPermanent: boolean;
  retryAfterMs?: number | null;
  cause?: unknown;
}
