import { readdirSync, readFileSync } from 'node:fs';

/**
 * Start time of a process on Linux, in clock ticks since boot: with the PID, it identifies the process even after the
 * PID is reused. `null` when no such process runs; a zombie does not run, unless other threads of it do.
 */
export function readProcStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may itself hold any character; state is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const hasEnded = fields[0] === 'Z' || fields[0] === 'X';
    return hasEnded && !hasOtherThreads(pid) ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** A process whose first thread has ended holds its files and ports until its last one has. */
function hasOtherThreads(pid: number): boolean {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).some((thread) => {
    if (Number(thread) === pid) return false;
    try {
      const stat = readFileSync(`${folder}/${thread}/stat`, 'utf8');
      return !'ZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2));
    } catch {
      return false;
    }
  });
}

/** Arguments of `ps` for systems without `/proc`; `parsePsStart` reads its output. */
export function psStartArguments(pid: number): string[] {
  return ['-o', 'stat=,lstart=', '-p', String(pid)];
}

/** Start time from the output of `ps`; `null` when it lists no process, or a zombie. */
export function parsePsStart(stdout: string): string | null {
  const [, state, start] = /^(\S+)\s+(.+)$/.exec(stdout.trim()) ?? [];
  return start === undefined || state?.startsWith('Z') ? null : start;
}
