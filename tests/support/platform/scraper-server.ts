import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { ImportReportLine } from '#contract/import/import.ts';
import { createHttpServer } from '#runtime/http/http-server.ts';
import type { Service } from '#runtime/process/service.ts';
import type { InputFetcherOptions } from '#scraper/reading/fetch-input.ts';
import { createScraper } from '#scraper/server.ts';
import type { FakeObjectStore } from '../fakes/fake-object-store.ts';
import { createFakeObjectStore } from '../fakes/fake-object-store.ts';
import type { FakeQueue } from '../fakes/fake-queue.ts';
import { createFakeQueue } from '../fakes/fake-queue.ts';
import { createFakeRecords } from '../fakes/fake-records.ts';
import { unusedSources } from '../fakes/unused-sources.ts';

export type ImportBody = string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

/** The scraper's admin routes on a port of their own, over a queue and a store in memory. */
export interface ScraperServer {
  url: string;
  queue: FakeQueue;
  store: FakeObjectStore;
  registry: Registry;
  service: Service;
  /** Imports a body; answers all lines of the report. */
  import(body: ImportBody, query?: Record<string, string | string[]>): Promise<ImportReportLine[]>;
  close(): Promise<void>;
}

/** The scraper believes it is this moment. */
export const NOW_MS = Date.UTC(2026, 5, 1);
export const AS_OF_MS = Date.UTC(2026, 0, 15);

/** `inputs`: how files at an address are read. */
export async function startScraperServer(inputs: Partial<InputFetcherOptions> = {}): Promise<ScraperServer> {
  const queue = createFakeQueue();
  const store = createFakeObjectStore();
  const registry = new Registry();
  const logger = pino({ level: 'silent' });
  const service = createScraper({
    queue,
    records: createFakeRecords(),
    sources: unusedSources(),
    objects: store,
    logger,
    registry,
    avatars: { userAgent: 'test' },
    inputs: { userAgent: 'test', ...inputs },
    now: () => NOW_MS,
  });
  const app = createHttpServer({ logger, bodyLimit: 1_000_000 });
  service.adminRoutes?.(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    queue,
    store,
    registry,
    service,
    async import(body, query = {}) {
      const answer = await fetch(importUrl(url, query), {
        method: 'POST',
        body,
        duplex: 'half',
      } as RequestInit);
      return parseReport(await answer.text());
    },
    async close() {
      await service.stop(1_000);
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** Rows without a date get one unless the query says otherwise. */
export function importUrl(base: string, query: Record<string, string | string[]>): string {
  const url = new URL('/imports', base);
  for (const [name, values] of Object.entries({ name: 'input', as_of: String(AS_OF_MS), ...query })) {
    for (const value of [values].flat()) if (value !== '') url.searchParams.append(name, value);
  }
  return url.href;
}

export function parseReport(text: string): ImportReportLine[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as ImportReportLine);
}
