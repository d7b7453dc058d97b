/**
 * A scraper in a process of its own over the embedded stores of a folder: `node scraper-process.ts FOLDER`. It fetches
 * from the servers of tests as well. Says the port of its admin routes in a line.
 */
import { writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import { createHttpServer } from '#runtime/http/http-server.ts';
import { createScraper } from '#scraper/server.ts';
import { unusedSources } from '#tests/support/fakes/unused-sources.ts';
import { resolveTestHost, TEST_RULE } from '#tests/support/picture-fetchers.ts';

const folder = process.argv[2] ?? '';
const logger = pino({ level: 'silent' });
const thread = createStorageThread();
const scraper = createScraper({
  queue: createEmbeddedQueue({ thread, path: join(folder, 'queue.db') }),
  records: createEmbeddedRecords({ thread, path: join(folder, 'records.db') }),
  sources: unusedSources(),
  objects: createFilesystemObjectStore({ path: join(folder, 'objects') }),
  logger,
  registry: new Registry(),
  avatars: { userAgent: 'test', rule: TEST_RULE, resolveHost: resolveTestHost, retryDelaysMs: [5, 5, 5] },
  inputs: { userAgent: 'test' },
});
const app = createHttpServer({ logger, bodyLimit: 1_000_000 });
scraper.adminRoutes?.(app);
await app.listen({ host: '127.0.0.1', port: 0 });
await scraper.start(AbortSignal.timeout(60_000));
writeSync(1, `${(app.server.address() as AddressInfo).port}\n`);
