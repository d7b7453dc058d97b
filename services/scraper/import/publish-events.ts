import type { ObjectStore } from '#ports/object-store.ts';
import type { OutgoingMessage, Queue } from '#ports/queue.ts';
import type { PreparedEvent } from '../event.ts';

/**
 * Stores the pictures, then publishes the jobs, then the events, so that an event never names a picture that is neither
 * stored nor about to be fetched. Resolves when all of it is durable. Rejects with `UnavailableError`, or with the
 * signal's reason; the same call can then be repeated.
 */
export async function publishEvents(
  { queue, objects }: { queue: Queue; objects: ObjectStore },
  events: readonly PreparedEvent[],
  signal: AbortSignal,
  removals: readonly OutgoingMessage[] = [],
): Promise<void> {
  await Promise.all(
    events.map(({ avatar }) =>
      avatar === null
        ? null
        : objects.put(avatar.key, avatar.bytes, { contentType: avatar.contentType, immutable: true }),
    ),
  );
  const jobs = events.flatMap(({ job }) => job ?? []);
  if (jobs.length > 0) await queue.publish('scrape-jobs', jobs, signal);
  const messages = [...events.map(({ message }) => message), ...removals];
  await queue.publish('profile-events', messages, signal);
}
