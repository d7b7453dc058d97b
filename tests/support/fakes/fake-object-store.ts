import type { ObjectStore, StoredObject } from '#ports/object-store.ts';

/** Objects in memory. */
export interface FakeObjectStore extends ObjectStore {
  objects: Map<string, StoredObject>;
}

export function createFakeObjectStore(): FakeObjectStore {
  const objects = new Map<string, StoredObject>();
  return {
    objects,
    async put(key, body, { contentType }) {
      objects.set(key, { body, contentType, etag: key });
    },
    get: async (key) => objects.get(key),
    async *list(prefix) {
      for (const [key, { body }] of objects) if (key.startsWith(prefix)) yield { key, size: body.length };
    },
    async delete(key) {
      objects.delete(key);
    },
    ping: async () => {},
    close: async () => {},
  };
}
