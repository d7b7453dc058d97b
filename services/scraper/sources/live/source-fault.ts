/**
 * What a caller does about a fault:
 * - `passing`: the same request may succeed later (429, 5xx, a broken or unreadable answer, no connection).
 * - `forbidden`: the network refuses this request for us (401, 403). It is not sent again in this run.
 * - `gone`: the account does not exist, was deleted, suspended or deactivated (400 for an unknown actor, 404, 410).
 * - `exhausted`: the budget of the source, or what the network allows it for longer than a request can wait, is used up;
 *   `retryAfterMs` says for how long.
 * - `invalid`: the answer is not what the interface documents, or the request is wrong.
 */
export type SourceFaultKind = 'passing' | 'forbidden' | 'gone' | 'exhausted' | 'invalid';

/** Why a live source could not answer. The message names the host and the cause, never a credential. */
export class SourceFault extends Error {
  readonly kind: SourceFaultKind;
  /** HTTP status; `null` when there was no answer. */
  readonly status: number | null;
  /** How long the server asked to wait, milliseconds. */
  readonly retryAfterMs: number | null;
  /** The error code in the answer's JSON, e.g. `AccountTakedown`. Outside text. */
  readonly code: string | null;

  constructor(
    kind: SourceFaultKind,
    message: string,
    details: { status?: number; retryAfterMs?: number | null; code?: string | null; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SourceFault';
    this.kind = kind;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.code = details.code ?? null;
  }
}
