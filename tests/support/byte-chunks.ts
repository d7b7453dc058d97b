import type { Random } from '#scraper/sources/demo/random.ts';

/** The bytes in pieces of 1 to `max`, as a network might deliver them. */
export async function* inChunks(bytes: Uint8Array, random: Random, max: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.from(bytes);
  for (let at = 0; at < buffer.length; ) {
    const end = at + 1 + random.int(max);
    yield buffer.subarray(at, end);
    at = end;
  }
}

export async function collect<T>(batches: AsyncIterable<Iterable<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}
