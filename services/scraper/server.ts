import type { Registry } from 'prom-client';
import { MIN_FOLLOWERS } from '#contract/limits.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Consumer, Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { PrivacyKey } from '#runtime/privacy/check-privacy-key.ts';
import { checkPrivacyKey, NO_PRIVACY_KEY } from '#runtime/privacy/check-privacy-key.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { awaitFirstContact } from '#runtime/process/first-contact.ts';
import type { Service } from '#runtime/process/service.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import type { AlertSettings } from './alerts/alert-config.ts';
import { NO_ALERT_SETTINGS } from './alerts/alert-config.ts';
import { mountAlertRoutes } from './alerts/alert-routes.ts';
import { createDeliverer } from './alerts/deliverer.ts';
import { isForgotten } from './alerts/is-forgotten.ts';
import { createReceivers } from './alerts/receivers.ts';
import { mountSavedRoutes } from './alerts/saved-routes.ts';
import { createAvatarMemory } from './avatars/avatar-memory.ts';
import { createOwnerOf } from './avatars/avatar-owner.ts';
import type { PictureFetcher, PictureFetcherOptions } from './avatars/fetch-picture.ts';
import { createAvatarJobHandler } from './avatars/handle-avatar-job.ts';
import { createPictureConverter } from './avatars/picture/convert-picture.ts';
import { createAvatarPreparer } from './avatars/prepare-avatar.ts';
import type { JobDeps } from './avatars/settle-job.ts';
import { mountDiscoveryRoutes } from './discovery/discovery-routes.ts';
import { handleDiscoveryJob } from './discovery/handle-job.ts';
import { createDiscoveryStore } from './discovery/run-record.ts';
import { createEventBuilder } from './event.ts';
import { createImports } from './import/imports.ts';
import { publishEvents } from './import/publish-events.ts';
import { consumeJobs } from './jobs/consume-jobs.ts';
import { handleErasureJob } from './jobs/handle-erasure-job.ts';
import { createSuppressionCopy } from './jobs/suppression-copy.ts';
import { createScraperMetrics } from './metrics.ts';
import type { InputFetcherOptions } from './reading/fetch-input.ts';
import { handleRefreshJob } from './refresh/handle-refresh-job.ts';
import { handleRefreshRun } from './refresh/handle-refresh-run.ts';
import { createRefreshStore } from './refresh/refresh-record.ts';
import { mountRefreshRoutes } from './refresh/refresh-routes.ts';
import { createTurns } from './refresh/take-turns.ts';
import { mountImportRoutes } from './routes.ts';
import type { ResolvedPlans } from './schedule/plans.ts';
import { createScheduler } from './schedule/scheduler.ts';
import type { OpenSources } from './sources/open-sources.ts';
import { mountSourceRoutes } from './sources/source-routes.ts';
import type { ReadDeps } from './tracking/read-tracked.ts';
import { createTrackStore } from './tracking/track-store.ts';

export interface ScraperOptions {
  queue: Queue;
  records: Records;
  objects: ObjectStore;
  sources: OpenSources;
  /** What the operator plans for each live source. Default: profiles are refreshed, nothing is discovered by itself. */
  plans?: ResolvedPlans;
  logger: Logger;
  registry: Registry;
  tracer?: Tracer;
  /** How pictures that are named by address are fetched; `null` where they are not. */
  avatars: (PictureFetcherOptions & Pick<JobDeps, 'retryDelaysMs'>) | null;
  /** E-mail addresses and phone numbers in bios and posts are kept. Default: no. */
  keepContacts?: boolean;
  /** Where a copy of the suppression list is kept. Default: with the pictures. */
  suppressionCopy?: ObjectStore;
  /** Secret of the hashes in the suppression list. Default: none. */
  privacyKey?: PrivacyKey;
  /** How files at an https address are read. */
  inputs: InputFetcherOptions;
  /** How alerts leave the instance. Default: to the log and to public addresses. */
  alerts?: AlertSettings;
  /** Events that are published together: what suits the records, which are asked for removed people once a batch. */
  batchSize?: number | undefined;
  /** Epoch milliseconds, to tell dates that cannot be. */
  now?: () => number;
}

/** Jobs in hand may end within this when the service stops; what is left goes back to the queue. */
const JOBS_GRACE_MS = 2_000;

/** Reads sources: pictures go to the object store, profile events with their posts to the queue. */
export function createScraper(options: ScraperOptions): Service {
  const { queue, records, objects, sources, logger, registry, avatars } = options;
  const { tracer = NO_TRACER, now = Date.now, keepContacts = false, plans = {} } = options;
  const { privacyKey = NO_PRIVACY_KEY, suppressionCopy = objects } = options;
  const hashKey = createPersonHash(privacyKey.secret);
  const suppressions = createSuppressionList(records, hashKey);
  const ownerOf = createOwnerOf(hashKey);
  const runs = createDiscoveryStore(records);
  const refreshes = createRefreshStore(records);
  const metrics = createScraperMetrics(registry);
  const converter = createPictureConverter();
  const prepareAvatar = createAvatarPreparer({
    converter,
    fetches: avatars !== null,
    onError: (err) => logger.error({ err }, 'a picture could not be converted'),
  });
  const buildEvent = createEventBuilder(prepareAvatar, { keepContacts, ownerOf });
  const imports = createImports({
    queue,
    objects,
    suppressions,
    buildEvent,
    batchSize: options.batchSize,
    metrics,
    logger,
    tracer,
  });
  const live = {
    records,
    queue,
    logger,
    now,
    buildEvent,
    tracks: createTrackStore(records),
    openSource: sources.get,
    turns: createTurns(),
    refreshOf: (source: string) => plans[source]?.refresh,
    publish: (...[events, signal, removals]: Parameters<ReadDeps['publish']>) =>
      publishEvents({ queue, objects, suppressions }, events, signal, removals),
    suppressions,
  };
  const scheduler = createScheduler({ ...live, runs, refreshes, plans, sources });
  const alertSettings = options.alerts ?? NO_ALERT_SETTINGS;
  const deliverer = createDeliverer({
    records,
    logger,
    now,
    receivers: createReceivers({
      records,
      settings: alertSettings,
      userAgent: options.inputs.userAgent,
      now,
    }),
    refresh: suppressions.load,
    isForgotten: ({ alert, subject }) =>
      [alert.profile.id, subject].some((id) => isForgotten(id, suppressions)),
  });
  const copy = createSuppressionCopy({ suppressions, copy: suppressionCopy, logger });
  let jobs: Consumer | undefined;
  let fetcher: Promise<PictureFetcher> | undefined;
  const stopping = new AbortController();
  const openFetcher = (): Promise<PictureFetcher> => {
    if (avatars === null) throw new Error('Pictures are not fetched');
    fetcher ??= import('./avatars/fetch-picture.ts').then((module) => module.createPictureFetcher(avatars));
    return fetcher;
  };

  return {
    name: 'scraper',
    async start(signal) {
      await awaitFirstContact([queue, records, objects], {
        logger,
        signal: AbortSignal.any([signal, stopping.signal]),
        use: () => checkPrivacyKey(records, privacyKey, logger),
      });
      await copy.start(signal);
      jobs = consumeJobs({
        queue,
        logger,
        handlers: {
          avatar: createAvatarJobHandler({
            queue,
            tracer,
            objects,
            memory: createAvatarMemory(objects, now),
            ownerOf,
            suppressions,
            converter,
            metrics,
            logger,
            now,
            ...(avatars?.retryDelaysMs && { retryDelaysMs: avatars.retryDelaysMs }),
            openFetcher: avatars && openFetcher,
          }),
          erasure: (job) => handleErasureJob(job, { objects, records, runs, hashKey, copy }),
          refresh: (job, { attempt }, jobSignal) => handleRefreshJob(job, attempt, live, jobSignal),
          'refresh-run': (job, { attempt }, jobSignal) =>
            handleRefreshRun(job, attempt, { ...live, refreshes }, jobSignal),
          discovery: (job, { attempt }, jobSignal) =>
            handleDiscoveryJob(
              job,
              attempt,
              {
                ...live,
                runs,
              },
              jobSignal,
            ),
        },
      });
      scheduler.start();
      deliverer.start();
    },
    async stop(deadlineMs) {
      stopping.abort(new Error('The scraper is stopping'));
      await Promise.all([scheduler.stop(), deliverer.stop()]);
      await copy.stop();
      await Promise.all([imports.stop(deadlineMs), jobs?.close(Math.min(deadlineMs, JOBS_GRACE_MS))]);
      await Promise.all([sources.close(), (await fetcher)?.close()]);
      converter.close();
    },
    adminRoutes(app) {
      mountImportRoutes(app, { imports, inputs: options.inputs, now });
      mountDiscoveryRoutes(app, {
        runs,
        queue,
        sources,
        now,
        minFollowersOf: (source) => plans[source]?.minFollowers ?? MIN_FOLLOWERS,
      });
      mountRefreshRoutes(app, { refreshes, tracks: live.tracks, queue, now });
      mountSavedRoutes(app, { records, settings: alertSettings, now });
      mountAlertRoutes(app, { records });
      mountSourceRoutes(app, sources, () => scheduler.nextRuns());
    },
  };
}
