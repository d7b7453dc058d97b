import { readRemembered } from '#cli/instance/remembered.ts';
import type { LocalPaths } from './paths.ts';

/** What is remembered of a local platform. */
export interface LocalState {
  /** Kept when the platform stops, so that it comes back under the same address. */
  port: number;
  /** `null` when it was stopped in order. */
  process: LocalProcess | null;
}

export interface LocalProcess {
  pid: number;
  /** When the system started the process, in its own words; tells it from a later one with the same pid. */
  born: string | null;
  /** From `/healthz`; `null` while it has not said that it serves. */
  instance: string | null;
  admin_port: number | null;
  started_at: string;
  version: string | null;
}

/** `target.json` of a local platform. */
export type LocalDocument = { v: 1; target: 'local'; port: number } & (LocalProcess | { pid: null });

/** `null` when nothing is remembered. */
export function readLocalState(paths: Pick<LocalPaths, 'state'>): LocalState | null {
  const document = readRemembered<LocalDocument>(paths.state);
  if (document === null) return null;
  const { v: _v, target: _target, port, ...known } = document;
  return { port, process: known.pid === null ? null : known };
}
