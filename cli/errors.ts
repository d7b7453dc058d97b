import { readSystemCode } from '#lib/system-code.ts';
import type { Hint } from './hint.ts';

export interface ErrorDetails {
  /** Stable and machine-readable, e.g. `port_in_use`. */
  code: string;
  /** One thing to try. */
  hint?: Hint | undefined;
  cause?: unknown;
  /** What the diagnosis found, the root first. */
  findings?: readonly FoundCause[];
}

/** A cause by the code of its rule, and the object that has it. */
interface FoundCause {
  code: string;
  kind: string;
  name: string;
}

/** An error that a person can act on. Any other error is a bug. */
export class InfluscopeError extends Error {
  override readonly name: string = 'InfluscopeError';
  readonly code: string;
  readonly hint: Hint | undefined;
  readonly findings: readonly FoundCause[] | undefined;
  readonly exitCode: number = 1;
  constructor(message: string, { code, hint, cause, findings }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.findings = findings;
  }
}

/** The command line, a setting or an input is invalid. Exit code 2. */
export class UserError extends InfluscopeError {
  override readonly name = 'UserError';
  override readonly exitCode = 2;
}

/** The operation failed. Exit code 1. */
export class OperationError extends InfluscopeError {
  override readonly name = 'OperationError';
}

/** Something is not ready; `laggards` names each missing part. Exit code 1. */
export class NotReadyError extends InfluscopeError {
  override readonly name = 'NotReadyError';
  readonly laggards: readonly string[];
  constructor(message: string, details: ErrorDetails & { laggards: readonly string[] }) {
    super(message, details);
    this.laggards = details.laggards;
  }
}

/** Something that bills remains, or may remain; `laggards` names each. Exit code 3. */
export class StillBillsError extends InfluscopeError {
  override readonly name = 'StillBillsError';
  override readonly exitCode = 3;
  readonly laggards: readonly string[];
  constructor(message: string, details: ErrorDetails & { laggards: readonly string[] }) {
    super(message, details);
    this.laggards = details.laggards;
  }
}

/** The command was asked to stop. Exit code 130 for an interrupt, 143 for a termination, 129 for a hangup. */
export class AbortError extends InfluscopeError {
  override readonly name = 'AbortError';
  override readonly exitCode: number;
  readonly signalName: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
  constructor(
    signalName: 'SIGINT' | 'SIGTERM' | 'SIGHUP',
    hint: Hint = { text: 'repeat the command; completed work is kept' },
  ) {
    super('Interrupted', { code: 'interrupted', hint });
    this.signalName = signalName;
    this.exitCode = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signalName];
  }
}

/** The reason of a system error, without its code and path. */
export function systemReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^E[A-Z0-9]+: (.+?), \w+(?: '.*)?$/s.exec(text)?.[1] ?? text;
}

/** The system's code of an error (`ENOENT`, …), if it has one. */
export function systemCode(error: unknown): string | undefined {
  return readSystemCode(error);
}
