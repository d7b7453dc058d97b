import type { RemovalRequest } from './remove-people.ts';

/**
 * Removals of one process, one after the other: those that wait are carried out together, each request once. Batches that
 * end at the same time all find the same person refused, and would only hold up each other.
 */
export function createRemovalTurns(
  remove: (requests: readonly RemovalRequest[]) => Promise<unknown>,
): (requests: readonly RemovalRequest[]) => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve();
  let next: { requests: Map<string, RemovalRequest>; done: Promise<unknown> } | undefined;

  return (requests) => {
    if (next === undefined) {
      const waiting = new Map<string, RemovalRequest>();
      const done = last
        .catch(() => {})
        .then(() => {
          next = undefined;
          return remove([...waiting.values()]);
        });
      next = { requests: waiting, done };
      last = done;
    }
    for (const request of requests) next.requests.set(JSON.stringify(request), request);
    return next.done;
  };
}
