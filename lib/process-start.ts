import { readFileSync } from 'node:fs';

/**
 * Start time of a process on Linux, in clock ticks since boot: with the PID, it identifies the process even after the
 * PID is reused. `null` when no such process runs; a zombie does not run.
 */
export function readProcStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may itself hold any character; state is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
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
