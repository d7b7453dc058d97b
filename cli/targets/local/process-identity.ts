import { readFileSync } from 'node:fs';

/** A living process as the system describes it. */
export interface ProcessIdentity {
  /** When it was started; equal for the same process, different for a later one with the same pid. */
  born: string;
  command: string;
}

/** `null` when no such process lives (a zombie does not). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; what follows the last one is plain.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean).join(' ');
    return { born: `${boot}/${fields[19]}`, command };
  } catch {
    return null;
  }
}

async function fromPs(pid: number): Promise<ProcessIdentity | null> {
  // Not on Linux: it is loaded where it is used.
  const { execa } = await import('execa');
  const { stdout, failed } = await execa('ps', ['-o', 'stat=,lstart=,command=', '-p', String(pid)], {
    reject: false,
    env: { LC_ALL: 'C' },
  });
  const match = /^(\S+)\s+(\S+ +\S+ +\d+ +[\d:]+ +\d+)\s+(.*)$/.exec(stdout.trim());
  if (failed || !match?.[2] || match[1]?.startsWith('Z')) return null;
  return { born: match[2], command: match[3] ?? '' };
}
