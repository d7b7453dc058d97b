import type { Adapter } from '#adapters/adapter.ts';
import { pathOfUrl } from '#adapters/path-of-url.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { createFilesystemObjectStore } from './filesystem-object-store.ts';

export const adapter: Adapter<ObjectStore> = {
  variables: {},
  configure(url, environment) {
    const path = pathOfUrl('OBJECTS_URL', url, environment);
    return () => createFilesystemObjectStore({ path });
  },
};
