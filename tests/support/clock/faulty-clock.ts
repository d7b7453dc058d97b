import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_FAULTY_DISK } from '#tests/support/disk/faulty-disk.ts';

/** Moves the calendar clock of processes, without privileges. */
export interface FaultyClock {
  /** For the processes. */
  env: Record<string, string>;
  /** From now on, their clock is off by so many milliseconds. */
  set(offsetMs: number): void;
  [Symbol.dispose](): void;
}

const SOURCE = new URL('./faulty-clock.c', import.meta.url).pathname;

/** Why tests with a faulty clock are skipped here; `false` where they run. They need the same as a faulty disk. */
export const NO_FAULTY_CLOCK = NO_FAULTY_DISK;

export function createFaultyClock(): FaultyClock {
  const place = mkdtempSync(join(tmpdir(), 'influscope-clock-'));
  const library = join(place, 'faulty-clock.so');
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const file = join(place, 'offset');
  const fd = openSync(file, 'w+', 0o600);
  const set = (offsetMs: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(offsetMs));
    writeSync(fd, bytes, 0, bytes.length, 0);
  };
  set(0);
  return {
    env: { LD_PRELOAD: library, FAULTY_CLOCK: file },
    set,
    [Symbol.dispose]() {
      closeSync(fd);
      rmSync(place, { recursive: true, force: true });
    },
  };
}
