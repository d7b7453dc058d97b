import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alert } from '#contract/alerts/alert.ts';

const FLAGS =
  constants.O_APPEND | constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Appends alerts to a file, one JSON text a line, and resolves when they are on the disk. A line that was cut off by a crash
 * is ended first. Refuses links, and what is no plain file. Opened each time, so that the file can be moved away.
 */
export async function appendAlerts(folder: string, name: string, alerts: readonly Alert[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(join(folder, name), FLAGS, 0o600);
  try {
    const { size, nlink } = await file.stat().then((stat) => {
      if (!stat.isFile()) throw new Error('it is not a regular file');
      return stat;
    });
    if (nlink > 1) throw new Error('the file has a second name');
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const isCut = size > 0 && last.toString() !== '\n';
    const lines = alerts.map((alert) => `${JSON.stringify(alert)}\n`).join('');
    await file.appendFile(isCut ? `\n${lines}` : lines);
    await file.datasync();
  } finally {
    await file.close();
  }
}
