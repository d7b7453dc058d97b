import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type DiskError = 'ENOSPC' | 'EDQUOT' | 'EROFS' | 'EIO';

/** Makes the writes of processes below a folder fail, with any error and without privileges. */
export interface FaultyDisk {
  /** For the processes; they behave as usual until `fail`. */
  env: Record<string, string>;
  fail(error: DiskError, folder: string): void;
  repair(): void;
  [Symbol.dispose](): void;
}

const SOURCE = new URL('./faulty-disk.c', import.meta.url).pathname;

/** Why tests with a faulty disk are skipped here; `false` where they run. */
export const NO_FAULTY_DISK: string | false =
  process.platform !== 'linux'
    ? 'the disk is made faulty in a way that only Linux has'
    : spawnSync('cc', ['--version']).status === 0
      ? false
      : 'there is no C compiler';

export function createFaultyDisk(): FaultyDisk {
  const place = mkdtempSync(join(tmpdir(), 'influscope-faulty-'));
  const library = join(place, 'faulty-disk.so');
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const trigger = join(place, 'error');
  return {
    env: { LD_PRELOAD: library, FAULTY_SWITCH: trigger },
    fail: (error, folder) => writeFileSync(trigger, `${error} ${folder}`),
    repair: () => rmSync(trigger, { force: true }),
    [Symbol.dispose]: () => rmSync(place, { recursive: true, force: true }),
  };
}
