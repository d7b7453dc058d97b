import { readFileSync } from 'node:fs';
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

async function fromPs(pid: number): Promise<string | null> {
  // Not on Linux: it is loaded where it is used.
  const { execa } = await import('execa');
  const { stdout, failed } = await execa('ps', psStartArguments(pid), {
    reject: false,
    env: { LC_ALL: 'C' },
  });
  return failed ? null : parsePsStart(stdout);
}
