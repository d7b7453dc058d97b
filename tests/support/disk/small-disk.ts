import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory. */
export interface SmallDisk {
  path: string;
  /** Writes until not a byte is free. */
  fill(): void;
  /** Frees what `fill` took. */
  free(): void;
  /** Refuses all writes from now on, or takes them again. No file on it may be open for writing. */
  remount(mode: 'ro' | 'rw'): void;
  [Symbol.dispose](): void;
}

const BLOCK = Buffer.alloc(64 * 1024, 1);
const isRoot = process.getuid?.() === 0;

/** Why tests on real small disks are skipped here; `false` where they run. */
export const NO_SMALL_DISK: string | false = tryMount();

/** Mounts an empty file system; `at` is created if it is missing. */
export function mountSmallDisk(megabytes: number, at?: string): SmallDisk {
  const path = at ?? mkdtempSync(join(tmpdir(), 'influscope-disk-'));
  mkdirSync(path, { recursive: true, mode: 0o700 });
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', path);
  const filler = join(path, '.fill');
  return {
    path,
    fill() {
      const fd = openSync(filler, 'a');
      try {
        // The last block is written in parts, until even one byte fails.
        for (let size = BLOCK.length; size >= 1; ) size = append(fd, size) ? size : Math.floor(size / 2);
      } finally {
        closeSync(fd);
      }
    },
    free: () => rmSync(filler, { force: true }),
    remount: (mode) => run('mount', '-o', `remount,${mode}`, path),
    [Symbol.dispose]() {
      run('umount', '--lazy', path);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function append(fd: number, size: number): boolean {
  try {
    return writeSync(fd, BLOCK, 0, size) === size;
  } catch {
    return false;
  }
}

function tryMount(): string | false {
  if (!isRoot) return 'only root can mount a small disk';
  const path = mkdtempSync(join(tmpdir(), 'influscope-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]);
  if (status === 0) spawnSync('umount', [path]);
  rmSync(path, { recursive: true, force: true });
  return status === 0 ? false : 'this machine does not allow mounts';
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
