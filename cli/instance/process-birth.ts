import { readFileSync } from 'node:fs';

/**
 * When the system started a process, in its own words: equal for the same process, different for a later one with the
 * same pid. `null` when no such process lives (a zombie does not; one that is still ending does).
 */
export async function birthOf(pid: number): Promise<string | null> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; what follows the last one is plain.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return null;
  }
}

async function fromPs(pid: number): Promise<string | null> {
  // Not on Linux: it is loaded where it is used.
  const { execa } = await import('execa');
  const { stdout, failed } = await execa('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    reject: false,
    env: { LC_ALL: 'C' },
  });
  const [, state, birth] = /^(\S+)\s+(.+)$/.exec(stdout.trim()) ?? [];
  return failed || birth === undefined || state?.startsWith('Z') ? null : birth;
}
