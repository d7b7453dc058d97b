import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

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

/** `undefined` when no such process runs. A zombie does not run. */
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
