import { readdirSync, readFileSync } from 'node:fs';
import { readProcStart } from '#lib/process-start.ts';

/** Whether a process with this id lives; a zombie does only while other threads of it do. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || readProcStart(pid) !== null;
}

/** Resolves when the process has ended; rejects after `deadlineMs`. */
export async function waitUntilGone(pid: number, deadlineMs = 60_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} still lives`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Every file below a folder, by its path. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
}

/** The processes whose environment or arguments name this folder (Linux). */
export function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && pid !== String(process.pid))
    .flatMap((pid) => {
      const args = readProcText(pid, 'cmdline');
      const isIn = `${args}\0${readProcText(pid, 'environ')}`.includes(folder);
      return isIn ? [`${pid} ${args.replaceAll('\0', ' ')}`] : [];
    });
}

/** Empty for a process that has ended, or that belongs to another user. */
function readProcText(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
