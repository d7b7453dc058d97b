import { scrubFile } from '#adapters/embedded-storage/scrub-file.ts';
import type { StoreKind, StoreMethods } from '#adapters/embedded-storage/store-logic.ts';
import type { QueueName } from '#ports/queue.ts';
import { JOBS_DEPTH_FACTOR } from '#ports/queue.ts';
import { openDeadLetters } from './dead-letters.ts';
import { openErasure } from './erasure.ts';
import { openMessages } from './messages.ts';
import { openOwners } from './owners.ts';
import type { QueueCalls, QueueStoreOptions } from './queue-calls.ts';
import { CREATE_QUEUE, MIGRATE_QUEUE, QUEUE_APPLICATION_ID, QUEUE_LAYOUT } from './queue-schema.ts';

/** How often other owners are checked while a call waits. */
const LOOK_FOR_LOST_MS = 1_000;
const EXPIRE_EVERY_MS = 3_600_000;

function maxDepthOf(queue: QueueName, { maxDepth }: QueueStoreOptions): number {
  return queue === 'scrape-jobs' ? maxDepth * JOBS_DEPTH_FACTOR : maxDepth;
}

/** The queue on the storage thread. */
export const queueStore: StoreKind<QueueStoreOptions> = {
  name: 'queue',
  store: 'queue',
  applicationId: QUEUE_APPLICATION_ID,
  version: QUEUE_LAYOUT,
  pageSize: 4_096,
  cacheKib: 4_096,
  create: CREATE_QUEUE,
  migrations: MIGRATE_QUEUE,
  start(database, options) {
    const deadLetters = openDeadLetters(database, options);
    const messages = openMessages(database, options, deadLetters);
    const erasure = openErasure(database);
    const owners = openOwners(database, options.leaseMs);
    /** When a call that waits first saw fewer messages than it wants. */
    const firstSeenMs = new WeakMap<object, number>();
    let lost: number[] = [];
    let nextLookMs = 0;
    let nextExpiryMs = 0;
    let nextBeatMs = Number.POSITIVE_INFINITY;
    let beatIsDue = false;
    let expiryIsDue = false;
    let hasStranded = false;

    const methods: StoreMethods<QueueCalls> = {
      ping: { kind: 'read', run: () => void messages.depth('profile-events') },
      publish: {
        kind: 'wait',
        survives: 'disk',
        grows: true,
        canRun: ({ queue }) => messages.depth(queue) < maxDepthOf(queue, options),
        run: (args) => messages.add(args.queue, args.messages),
      },
      take: {
        kind: 'wait',
        survives: 'process',
        canRun(args) {
          const ready = messages.countReady(args.queue, args.maxItems);
          if (ready === 0) firstSeenMs.delete(args);
          if (ready === 0 || ready >= args.maxItems) return ready > 0;
          const sinceMs = firstSeenMs.get(args) ?? performance.now();
          firstSeenMs.set(args, sinceMs);
          return performance.now() - sinceMs >= args.maxWaitMs;
        },
        recheckAtMs(args) {
          const sinceMs = firstSeenMs.get(args);
          if (sinceMs !== undefined) return sinceMs + args.maxWaitMs;
          return performance.now() + messages.untilNextDueMs(args.queue);
        },
        run(args) {
          const owner = owners.renew();
          if (nextBeatMs === Number.POSITIVE_INFINITY) nextBeatMs = performance.now() + options.leaseMs / 3;
          return messages.lease(args, owner);
        },
      },
      bodies: { kind: 'read', run: messages.bodies },
      // A power failure may undo a verdict; then the message is delivered again.
      settle: { kind: 'write', survives: 'process', run: messages.settle },
      giveBack: { kind: 'write', survives: 'process', run: messages.giveBack },
      stats: { kind: 'read', run: messages.stats },
      idle: {
        kind: 'wait',
        survives: 'process',
        canRun: ({ queue }) => messages.depth(queue) === 0,
        run: () => {},
      },
      deadLetters: { kind: 'read', run: deadLetters.list },
      retryDead: { kind: 'write', survives: 'disk', run: deadLetters.retry },
      discardDead: { kind: 'write', survives: 'disk', run: deadLetters.discard },
      search: { kind: 'read', run: erasure.search },
      eraseSeqs: { kind: 'write', survives: 'disk', run: erasure.erase },
      scrub: { kind: 'read', run: () => scrubFile(database) },
    };

    return {
      methods,
      upkeep: {
        nextAtMs: (waiting) => Math.min(nextExpiryMs, nextBeatMs, waiting ? nextLookMs : Infinity),
        isDue() {
          const now = performance.now();
          if (now >= nextLookMs) {
            nextLookMs = now + LOOK_FOR_LOST_MS;
            lost = owners.findLost();
            hasStranded = messages.hasStranded();
          }
          if (now >= nextExpiryMs) {
            nextExpiryMs = now + EXPIRE_EVERY_MS;
            expiryIsDue = deadLetters.hasExpired();
          }
          if (now >= nextBeatMs) {
            nextBeatMs = now + options.leaseMs / 3;
            const owner = owners.current();
            beatIsDue = owner !== undefined && messages.holds(owner);
          }
          return lost.length > 0 || beatIsDue || expiryIsDue || hasStranded;
        },
        run() {
          if (beatIsDue) owners.renew();
          for (const owner of lost) {
            messages.recover(owner);
            owners.remove(owner);
          }
          if (expiryIsDue) deadLetters.expire();
          if (hasStranded) messages.freeStranded();
          hasStranded = false;
          lost = [];
          beatIsDue = false;
          expiryIsDue = false;
        },
      },
      rolledBack() {
        owners.rolledBack();
        messages.rolledBack();
      },
      close() {
        const owner = owners.current();
        if (owner === undefined) return;
        messages.giveBackAll(owner);
        owners.remove(owner);
      },
    };
  },
};
