import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one run of one process, also after its pid has been given to another. */
export interface ProcessIdentity {
  pid: number;
  /** When the process started, in the system's own terms. */
  start: string;
  /** The running system within which pids can be compared: its boot and pid namespace, or its name. */
  host: string;
}

export function currentProcess(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) ?? '', host: hostIdentity() };
}

/**
 * Whether the process has ended; `undefined` when that cannot be known from here: it runs in another container or on
 * another machine, or this system does not tell when processes started.
 */
export function hasEnded(identity: ProcessIdentity, host: string): boolean | undefined {
  if (identity.host !== host || identity.start === '') return undefined;
  return startOf(identity.pid) !== identity.start;
}

/** `undefined` when no such process runs; one that has ended but was not waited for does not run. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name is in parentheses and may itself hold any character; state is field 3, start time field 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [, state, start] = /^(\S+)\s+(.+?)\s*$/.exec(stdout ?? '') ?? [];
  return state?.startsWith('Z') ? undefined : start;
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
