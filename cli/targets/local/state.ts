import { readRemembered } from '#cli/instance/remembered.ts';
import type { LocalPaths } from './paths.ts';

/** What is remembered of a local instance. */
export interface LocalState {
  /** Kept when the instance stops, so that it starts again at the same address. */
  port: number;
  /** `null` after an orderly stop. */
  process: LocalProcess | null;
}

export interface LocalProcess {
  pid: number;
  /** The system's start time of the process; tells it from a later one with the same pid. */
  born: string | null;
  /** From `/healthz`; `null` until it serves. */
  instance: string | null;
  admin_port: number | null;
  started_at: string;
  version: string | null;
}

/** `target.json` of a local instance. */
export type LocalDocument = { v: 1; target: 'local'; port: number } & (LocalProcess | { pid: null });

/** `null` without a state file. */
export function readLocalState(paths: Pick<LocalPaths, 'state'>): LocalState | null {
  const document = readRemembered<LocalDocument>(paths.state);
  if (document === null) return null;
  const { v: _v, target: _target, port, ...known } = document;
  return { port, process: known.pid === null ? null : known };
}
