import { ownTurn } from '#lib/async/own-turn.ts';

/** Items between two turns of the event loop, so that nothing else waits for long. */
const SLICE = 25;

/** `items.map(map)` with a turn of the event loop after every few items. */
export async function mapInSlices<T, R>(items: readonly T[], map: (item: T) => R): Promise<R[]> {
  const mapped: R[] = [];
  for (const item of items) {
    if (mapped.length > 0 && mapped.length % SLICE === 0) await ownTurn();
    mapped.push(map(item));
  }
  return mapped;
}
