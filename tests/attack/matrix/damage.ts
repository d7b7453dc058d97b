import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

export const DAMAGES = ['truncated', 'page zeroed', 'bit flipped', 'missing'] as const;
export type Damage = (typeof DAMAGES)[number];

const PAGE_BYTES = 4_096;

/** Damages a file in place, as a broken disk does. `random` chooses where. */
export function damageFile(path: string, damage: Damage, random: () => number): void {
  if (damage === 'missing') {
    rmSync(path);
    return;
  }
  const fd = openSync(path, 'r+');
  try {
    const { size } = fstatSync(fd);
    if (damage === 'truncated') ftruncateSync(fd, Math.floor(size * random()));
    else if (damage === 'page zeroed') {
      const at = Math.floor((size / PAGE_BYTES) * random()) * PAGE_BYTES;
      writeSync(fd, Buffer.alloc(Math.min(PAGE_BYTES, size - at)), 0, undefined, at);
    } else {
      const at = Math.floor(size * random());
      const byte = Buffer.alloc(1);
      readSync(fd, byte, 0, 1, at);
      byte[0] = (byte[0] ?? 0) ^ (1 << Math.floor(8 * random()));
      writeSync(fd, byte, 0, 1, at);
    }
  } finally {
    closeSync(fd);
  }
}
