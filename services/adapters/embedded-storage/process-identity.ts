import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { parsePsStart, psStartArguments, readProcStart } from '#lib/process-start.ts';

/** Identifies one run of one process, even after its PID is reused. */
export interface ProcessIdentity {
  pid: number;
  /** Start time of the process, in units of the system. */
  start: string;
  /** Where PIDs are comparable: the boot ID and PID namespace, or the host name. */
  host: string;
}

export function currentProcess(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) ?? '', host: hostIdentity() };
}

/**
 * Whether the process has ended. `undefined` when this process cannot know: it runs in another container or on another
 * machine, or the system does not report start times.
 */
export function hasEnded(identity: ProcessIdentity, host: string): boolean | undefined {
  if (identity.host !== host || identity.start === '') return undefined;
  return startOf(identity.pid) !== identity.start;
}

/** `null` when no such process runs. A zombie does not run. */
function startOf(pid: number): string | null {
  if (process.platform === 'linux') return readProcStart(pid);
  return parsePsStart(spawnSync('ps', psStartArguments(pid), { encoding: 'utf8' }).stdout ?? '');
}

function hostIdentity(): string {
  if (process.platform !== 'linux') return hostname();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
