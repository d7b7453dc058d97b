import { readdirSync } from 'node:fs';
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
export async function waitUntilGone(pid: number, deadlineMs = 10_000): Promise<void> {
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
