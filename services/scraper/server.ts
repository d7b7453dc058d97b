import type { Registry } from 'prom-client';
import { UnavailableError } from '../shared/ports/errors.ts';
import type { ObjectStore } from '../shared/ports/object-store.ts';
import type { Queue } from '../shared/ports/queue.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { retry } from '../shared/runtime/retry.ts';
import type { Service } from '../shared/runtime/service.ts';
import type { Tracer } from '../shared/runtime/tracing/tracer.ts';
import { NO_TRACER } from '../shared/runtime/tracing/tracer.ts';
import { createEventBuilder } from './event.ts';
import { createImports } from './import/imports.ts';
import { createScraperMetrics } from './metrics.ts';
import { mountImportRoutes } from './routes.ts';

export interface ScraperOptions {
  queue: Queue;
  objects: ObjectStore;
  logger: Logger;
  registry: Registry;
  tracer?: Tracer;
  /** Epoch milliseconds, to tell dates that cannot be. */
  now?: () => number;
}

/** Delays between attempts at the first contact. */
const FIRST_CONTACT = { baseMs: 50, maxMs: 2_000 };

/** Reads sources: pictures go to the object store, profile events with their posts to the queue. */
export function createScraper(options: ScraperOptions): Service {
  const { queue, objects, logger, registry, tracer = NO_TRACER, now = Date.now } = options;
  const metrics = createScraperMetrics(registry);
  const imports = createImports({
    queue,
    objects,
    buildEvent: createEventBuilder(),
    metrics,
    logger,
    tracer,
  });
  const stopping = new AbortController();

  return {
    name: 'scraper',
    async start(signal) {
      await retry(() => Promise.all([queue.ping(), objects.ping()]), {
        attempts: Number.POSITIVE_INFINITY,
        ...FIRST_CONTACT,
        signal: AbortSignal.any([signal, stopping.signal]),
        isFatal: (error) => !(error instanceof UnavailableError),
        onRetry: (err, attempt) => {
          if (attempt === 1) logger.warn({ err }, 'waiting for the first contact');
        },
      });
    },
    async stop(deadlineMs) {
      stopping.abort(new Error('The scraper is stopping'));
      await imports.stop(deadlineMs);
    },
    adminRoutes: (app) => mountImportRoutes(app, { imports, now }),
  };
}
