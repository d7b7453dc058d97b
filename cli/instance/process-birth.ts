import { readFileSync, statSync } from 'node:fs';
import { parsePsStart, psStartArguments, readProcStart } from '#lib/process-start.ts';

/**
 * Start time of a process, in units of the system: equal for the same process, different for a later one with the
 * same pid. `null` when no such process lives (a zombie does not; one that is still ending does).
 */
export async function birthOf(pid: number): Promise<string | null> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): string | null {
  try {
    const start = readProcStart(pid);
    return start && `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${start}`;
  } catch {
    return null;
  }
}

/** Whether the process belongs to the user of this one. */
export async function isOwn(pid: number): Promise<boolean> {
  const own = process.geteuid?.();
  if (own === undefined) return true;
  if (process.platform === 'linux') {
    try {
      return statSync(`/proc/${pid}`).uid === own;
    } catch {
      return false;
    }
  }
  const { execa } = await import('execa');
  const { stdout } = await execa('ps', ['-o', 'uid=', '-p', String(pid)], { reject: false });
  return Number(stdout.trim() || Number.NaN) === own;
}

async function fromPs(pid: number): Promise<string | null> {
  // Not on Linux: it is loaded where it is used.
  const { execa } = await import('execa');
  const { stdout, failed } = await execa('ps', psStartArguments(pid), {
    reject: false,
    env: { LC_ALL: 'C' },
  });
  return failed ? null : parsePsStart(stdout);
}
