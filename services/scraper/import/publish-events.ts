import type { ObjectStore } from '#ports/object-store.ts';
import type { OutgoingMessage, Queue } from '#ports/queue.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import type { PreparedEvent } from '../event.ts';

export interface PublishParts {
  queue: Queue;
  objects: ObjectStore;
  suppressions: SuppressionList;
}

/** Pictures of one batch that are stored at the same time. */
const PICTURES_AT_ONCE = 25;

/**
 * Leaves out the people who were removed. Stores the pictures of the others, then publishes the jobs, then the events, so
 * that an event never names a picture that is neither stored nor about to be fetched. Resolves with the published
 * events when all of it is durable. Rejects with `UnavailableError`, or with the signal's reason; the same call can then be
 * repeated.
 */
export async function publishEvents(
  { queue, objects, suppressions }: PublishParts,
  events: readonly PreparedEvent[],
  signal: AbortSignal,
  removals: readonly OutgoingMessage[] = [],
): Promise<PreparedEvent[]> {
  const version = await suppressions.load();
  const isRefused = ({ names, readAt }: PreparedEvent) => suppressions.refusal(names, readAt) !== undefined;
  const admitted = events.filter((event) => !isRefused(event));
  const pictures = admitted.filter(({ avatar }) => avatar !== null);
  await storePictures(objects, pictures);
  const jobs = admitted.flatMap(({ job }) => job ?? []);
  if (jobs.length > 0) await queue.publish('scrape-jobs', jobs, signal);
  const messages = [...admitted.map(({ message }) => message), ...removals];
  if (messages.length > 0) await queue.publish('profile-events', messages, signal);
  // A removal at the same time may have looked for pictures before they were stored.
  if (pictures.length > 0 && (await suppressions.load()) !== version) {
    await Promise.all(pictures.filter(isRefused).map(({ avatar }) => avatar && objects.delete(avatar.key)));
  }
  return admitted;
}

async function storePictures(objects: ObjectStore, events: readonly PreparedEvent[]): Promise<void> {
  const left = events.values();
  const storeInTurn = async () => {
    for (const { avatar } of left) {
      if (avatar === null) continue;
      const { key, bytes, contentType } = avatar;
      await objects.put(key, bytes, { contentType, immutable: true });
    }
  };
  await Promise.all(Array.from({ length: Math.min(PICTURES_AT_ONCE, events.length) }, storeInTurn));
}
