import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { ApiDeps } from '#api/build-app.ts';
import { buildApp } from '#api/build-app.ts';
import type { Profile } from '#domain/profile.ts';
import { mountPublicProbes } from '#runtime/http/probes.ts';
import { createHealth } from '#runtime/process/health.ts';
import { silentLogger } from './analytics-service.ts';

export interface PublicApi {
  port: number;
  url: string;
  /** Its metrics. */
  registry: Registry;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The public API over a real index, on a loopback port. */
export async function startPublicApi(
  profiles: readonly Profile[],
  over: Partial<ApiDeps> = {},
): Promise<PublicApi> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-public-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  const objects = createFilesystemObjectStore({ path: join(folder, 'objects') });
  await index.upsert(profiles.map((profile) => ({ profile, version: 1 })));
  const health = createHealth();
  health.register('secret-part', () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:9200')));
  const registry = new Registry();
  const app = await buildApp({
    index,
    objects,
    logger: silentLogger(),
    registry,
    version: '1.2.3',
    rateLimit: 0,
    probes: (routes) =>
      mountPublicProbes(routes, {
        health,
        identity: { instance: 'i', version: '1.2.3', services: ['api'], startedAt: new Date(0) },
        token: null,
      }),
    ...over,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    registry,
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections();
      await app.close();
      await index.close();
      await objects.close();
      await rm(folder, { recursive: true, maxRetries: 5 });
    },
  };
}
