import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinReads } from '#adapters/records/elasticsearch/join-reads.ts';

/** A server that answers each request when it is let go. */
function slowServer() {
  const requests: { keys: readonly string[]; answer(): void; refuse(error: Error): void }[] = [];
  const read = (keys: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<string[]>();
    requests.push({ keys, answer: () => resolve(keys.map((key) => `value of ${key}`)), refuse: reject });
    return promise;
  };
  return { requests, get: joinReads(read) };
}

test('reads that arrive while two requests are under way go out together, and each gets its own values', async () => {
  const { requests, get } = slowServer();
  const reads = [['a'], ['b'], ['c', 'd'], [], ['e']].map(get);
  assert.deepEqual(
    requests.map(({ keys }) => keys),
    [['a'], ['b']],
  );
  requests[0]?.answer();
  assert.deepEqual(await reads[0], ['value of a']);
  assert.deepEqual(requests[2]?.keys, ['c', 'd', 'e']);
  for (const { answer } of requests.slice(1)) answer();
  assert.deepEqual(await Promise.all(reads.slice(1)), [
    ['value of b'],
    ['value of c', 'value of d'],
    [],
    ['value of e'],
  ]);
});

test('a failed request fails its own reads alone, and the reads that wait go out after it', async () => {
  const { requests, get } = slowServer();
  const failed = get(['a']);
  const other = get(['b']);
  const later = get(['c']);
  requests[0]?.refuse(new Error('no answer'));
  await assert.rejects(failed, /no answer/);
  for (const { answer } of requests.slice(1)) answer();
  assert.deepEqual(await Promise.all([other, later]), [['value of b'], ['value of c']]);
});
