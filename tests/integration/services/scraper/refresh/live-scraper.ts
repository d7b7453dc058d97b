import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createOwnerOf } from '#scraper/avatars/avatar-owner.ts';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { createAvatarPreparer } from '#scraper/avatars/prepare-avatar.ts';
import { createDiscoveryStore } from '#scraper/discovery/run-record.ts';
import { createEventBuilder } from '#scraper/event.ts';
import { createRefreshStore } from '#scraper/refresh/refresh-record.ts';
import { createTurns } from '#scraper/refresh/take-turns.ts';
import type { ReadDeps } from '#scraper/tracking/read-tracked.ts';
import { readTracked } from '#scraper/tracking/read-tracked.ts';
import { createTrackStore } from '#scraper/tracking/track-store.ts';
import { createFakeNetwork } from '#tests/support/fakes/fake-network.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';

export const NOW = Date.UTC(2026, 5, 1);
export const DAY = 86_400_000;

/** What a scraper needs for refreshes, over a network, a queue and records in memory. */
export function createLiveScraper(accounts = 40) {
  const clock = { now: NOW };
  const network = createFakeNetwork(accounts, () => clock.now);
  const records = createFakeRecords();
  const hashKey = createPersonHash('test');
  const published: string[] = [];
  const removed: string[] = [];
  const prepareAvatar = createAvatarPreparer({
    converter: createPictureConverter(),
    fetches: false,
    onError: () => {},
  });
  const publish: ReadDeps['publish'] = async (events, _signal, removals = []) => {
    const nameIn = ({ body }: { body: string }) => (JSON.parse(body) as { native_id: string }).native_id;
    published.push(...events.map(({ message }) => nameIn(message)));
    removed.push(...removals.map(nameIn));
    return events;
  };
  const deps = {
    tracks: createTrackStore(records),
    runs: createDiscoveryStore(records),
    refreshes: createRefreshStore(records),
    buildEvent: createEventBuilder(prepareAvatar, { ownerOf: createOwnerOf(hashKey) }),
    suppressions: createSuppressionList(records, hashKey),
    publish,
    refreshOf: () => true,
    now: () => clock.now,
    queue: createFakeQueue(),
    records,
    logger: silentLogger(),
    turns: createTurns(),
    openSource: async () => network.source,
    leaseWaitMs: 20,
  };
  return {
    clock,
    network,
    records,
    published,
    removed,
    deps,
    /** Reads accounts for the first time. */
    track: (ids: readonly string[]) =>
      readTracked(
        { source: network.source, ids, holder: 'setup', isFresh: () => false },
        deps,
        new AbortController().signal,
      ),
  };
}

export const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);
