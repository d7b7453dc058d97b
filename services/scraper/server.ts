import type { Registry } from 'prom-client';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Consumer, Queue } from '#ports/queue.ts';
import { awaitFirstContact } from '#runtime/process/first-contact.ts';
import type { Service } from '#runtime/process/service.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import { createAvatarMemory } from './avatars/avatar-memory.ts';
import { consumeAvatarJobs } from './avatars/consume-jobs.ts';
import type { PictureFetcher, PictureFetcherOptions } from './avatars/fetch-picture.ts';
import { createPictureConverter } from './avatars/picture/convert-picture.ts';
import { createAvatarPreparer } from './avatars/prepare-avatar.ts';
import type { JobDeps } from './avatars/settle-job.ts';
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
  /** How pictures that are named by address are fetched; `null` where they are not. */
  avatars: (PictureFetcherOptions & Pick<JobDeps, 'retryDelaysMs'>) | null;
  /** Epoch milliseconds, to tell dates that cannot be. */
  now?: () => number;
}

/** Jobs in hand may end within this when the service stops; what is left goes back to the queue. */
const JOBS_GRACE_MS = 2_000;

/** Reads sources: pictures go to the object store, profile events with their posts to the queue. */
export function createScraper(options: ScraperOptions): Service {
  const { queue, objects, logger, registry, tracer = NO_TRACER, avatars, now = Date.now } = options;
  const metrics = createScraperMetrics(registry);
  const converter = createPictureConverter();
  const prepareAvatar = createAvatarPreparer({
    converter,
    fetches: avatars !== null,
    onError: (err) => logger.error({ err }, 'a picture could not be converted'),
  });
  const imports = createImports({
    queue,
    objects,
    buildEvent: createEventBuilder(prepareAvatar),
    metrics,
    logger,
    tracer,
  });
  let jobs: Consumer | undefined;
  let fetcher: Promise<PictureFetcher> | undefined;
  const stopping = new AbortController();

  return {
    name: 'scraper',
    async start(signal) {
      await awaitFirstContact([queue, objects], {
        logger,
        signal: AbortSignal.any([signal, stopping.signal]),
      });
      jobs = consumeAvatarJobs({
        queue,
        tracer,
        objects,
        memory: createAvatarMemory(objects, now),
        converter,
        metrics,
        logger,
        now,
        ...(avatars?.retryDelaysMs && { retryDelaysMs: avatars.retryDelaysMs }),
        openFetcher:
          avatars &&
          (() => {
            fetcher ??= import('./avatars/fetch-picture.ts').then((module) =>
              module.createPictureFetcher(avatars),
            );
            return fetcher;
          }),
      });
    },
    async stop(deadlineMs) {
      stopping.abort(new Error('The scraper is stopping'));
      await Promise.all([imports.stop(deadlineMs), jobs?.close(Math.min(deadlineMs, JOBS_GRACE_MS))]);
      await (await fetcher)?.close();
      converter.close();
    },
    adminRoutes: (app) => mountImportRoutes(app, { imports, now }),
  };
}
