import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { mergeStreams } from '#lib/async/merge-streams.ts';
import { heldMemory } from '#tests/support/held-memory.ts';

async function collect<T, R>(all: AsyncGenerator<T, R>): Promise<{ yielded: T[]; end: R }> {
  const yielded: T[] = [];
  for (;;) {
    const { done, value } = await all.next();
    if (done) return { yielded, end: value };
    yielded.push(value);
  }
}
const failure = (error: unknown) => `failed: ${(error as Error).message}`;

test('yields the items of both, stops the side with the first, and returns the result of the first', async () => {
  const told = Promise.withResolvers<void>();
  let stopped = false;
  async function* main() {
    yield 'main';
    await told.promise;
    return 7;
  }
  async function* side(signal: AbortSignal) {
    yield 'side';
    told.resolve();
    try {
      await sleep(60_000, undefined, { signal });
    } finally {
      stopped = true;
    }
  }
  const { yielded, end } = await collect(mergeStreams(main(), side, failure));
  assert.deepEqual(yielded.toSorted(), ['main', 'side']);
  assert.equal(end, 7);
  assert.ok(stopped);
});

test('continues when only the side fails, and reports it once', async () => {
  const failed = Promise.withResolvers<void>();
  async function* main() {
    await failed.promise;
    yield 'done';
  }
  // biome-ignore lint/correctness/useYield: it fails before it says anything
  async function* side(): AsyncGenerator<string> {
    throw new Error('no');
  }
  const { yielded } = await collect(
    mergeStreams(main(), side, (error) => {
      failed.resolve();
      return failure(error);
    }),
  );
  assert.deepEqual(yielded, ['failed: no', 'done']);
});

test('fails when the first does, and stops the side', async () => {
  let stopped = false;
  // biome-ignore lint/correctness/useYield: it fails before it says anything
  async function* main(): AsyncGenerator<string> {
    throw new Error('main failed');
  }
  async function* side(signal: AbortSignal): AsyncGenerator<string> {
    await sleep(60_000, undefined, { signal }).catch(() => {});
    stopped = true;
  }
  await assert.rejects(collect(mergeStreams(main(), side, failure)), /main failed/);
  assert.ok(stopped);
});

test('keeps no item of one stream while the other is silent', async () => {
  const bytes = 1024 * 1024;
  const held = async () => (await heldMemory()).buffers;
  const heldAtEnd = async (
    merge: (busy: () => AsyncGenerator<Buffer>, silent: Promise<void>) => AsyncGenerator<Buffer>,
  ) => {
    const done = Promise.withResolvers<void>();
    const before = await held();
    let after = 0;
    async function* busy() {
      for (let sent = 0; sent < 100; sent++) yield Buffer.alloc(bytes);
      after = await held();
      done.resolve();
    }
    let items = 0;
    for await (const _ of merge(busy, done.promise)) items++;
    assert.equal(items, 100);
    return after - before;
  };
  // biome-ignore lint/correctness/useYield: it says nothing until the other has ended
  async function* silent(until: Promise<void>): AsyncGenerator<Buffer> {
    await until;
  }
  const unexpected = (error: unknown): never => assert.fail(String(error));
  const besideSilent = await heldAtEnd((busy, until) =>
    mergeStreams(busy(), () => silent(until), unexpected),
  );
  assert.ok(besideSilent < 10 * bytes, `${besideSilent} bytes of the first`);
  const besideBusy = await heldAtEnd((busy, until) => mergeStreams(silent(until), busy, unexpected));
  assert.ok(besideBusy < 10 * bytes, `${besideBusy} bytes of the side`);
});
