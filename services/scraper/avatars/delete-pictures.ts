import type { ObjectStore } from '#ports/object-store.ts';
import { avatarPrefix, memoryPrefix } from './avatar-owner.ts';

/** Deletes all pictures of one person and what is remembered of their addresses; returns how many pictures. */
export async function deletePictures(objects: ObjectStore, owner: string): Promise<number> {
  let pictures = 0;
  for await (const { key } of objects.list(avatarPrefix(owner))) {
    await objects.delete(key);
    pictures++;
  }
  for await (const { key } of objects.list(memoryPrefix(owner))) await objects.delete(key);
  return pictures;
}
