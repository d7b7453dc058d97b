import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { buildApp } from '#api/build-app.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { Profile } from '#domain/profile.ts';
import { createIndexer } from '#indexer/server.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { silentLogger } from './analytics-service.ts';
import type { EmbeddedStores } from './embedded-platform.ts';
import { openEmbeddedStores } from './embedded-platform.ts';
import { createFakeAnalytics } from './indexer-harness.ts';

/** Indexer and API over the embedded stores; scrapers are added by the test. */
export interface AvatarPlatform {
  stores: EmbeddedStores;
  objects: ObjectStore;
  /** Resolves when no job and no event waits any more. */
  settle(): Promise<void>;
  /** All profiles by username. */
  profiles(): Promise<Map<string, Profile>>;
  /** What the API answers. */
  get(path: string): Promise<{ status: number; type: string; body: Buffer }>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startAvatarPlatform(): Promise<AvatarPlatform> {
  const stores = await openEmbeddedStores();
  const { queue, records, search, folder } = stores;
  const objects = createFilesystemObjectStore({ path: join(folder, 'objects') });
  const logger = silentLogger();
  const analytics = createFakeAnalytics();
  const indexer = createIndexer({
    ...{ queue, records, search, analytics, logger },
    registry: new Registry(),
    batchSize: 20,
  });
  await indexer.start(AbortSignal.timeout(60_000));
  const api = await buildApp({
    ...{ index: search, objects, logger },
    registry: new Registry(),
    version: '1',
    rateLimit: 0,
    probes: () => {},
  });
  return {
    stores,
    objects,
    async settle() {
      const soon = AbortSignal.timeout(60_000);
      await queue.waitUntilIdle('scrape-jobs', soon);
      await queue.waitUntilIdle('profile-events', soon);
      await search.refresh();
    },
    async profiles() {
      const found = new Map<string, Profile>();
      for (let cursor = ''; ; ) {
        const { data, next } = (
          await api.inject(`/search?source=import&limit=100${cursor}`)
        ).json<SearchResponse>();
        for (const profile of data) found.set(profile.username ?? profile.id, profile);
        if (next === null) return found;
        cursor = `&cursor=${encodeURIComponent(next)}`;
      }
    },
    async get(path) {
      const answer = await api.inject(path);
      const type = String(answer.headers['content-type']);
      return { status: answer.statusCode, type, body: answer.rawPayload };
    },
    async [Symbol.asyncDispose]() {
      await indexer.stop(5_000);
      await api.close();
      await objects.close();
      await stores[Symbol.asyncDispose]();
    },
  };
}
