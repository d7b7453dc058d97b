/** Puts objects until it is killed: `node object-process.ts PATH`. Prints each key once it was answered. */
import { writeSync } from 'node:fs';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';

const objects = createFilesystemObjectStore({ path: process.argv[2] ?? '' });
const putSome = async (worker: number) => {
  for (let n = 0; ; n++) {
    const key = `avatars/${worker}/${n}.png`;
    await objects.put(key, Buffer.alloc(20_000, n), { contentType: 'image/png' });
    writeSync(1, `${key}\n`);
  }
};
await Promise.all([0, 1, 2, 3].map(putSome));
