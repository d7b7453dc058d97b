import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReachability } from '#cli/kubernetes/client/reachability.ts';
import { clusterNow } from '#cli/kubernetes/cluster-now.ts';

const { signal } = new AbortController();
const LONG_MS = 60_000;

test('all that wait for the API server continue with its first answer, and share the requests', async () => {
  let probes = 0;
  const reachability = createReachability(async () => {
    probes++;
    if (probes < 3) throw new Error('refused');
  });
  reachability.failed();
  await Promise.all(Array.from({ length: 20 }, () => reachability.back(LONG_MS, signal)));
  assert.equal(probes, 3);
  assert.equal(reachability.awayMs(), 0);
});

test('a request without an answer does not hold up the next one', async () => {
  let probes = 0;
  const reachability = createReachability((bound) =>
    ++probes === 1
      ? new Promise((_resolve, reject) => bound.addEventListener('abort', reject))
      : Promise.resolve(),
  );
  reachability.failed();
  await reachability.back(LONG_MS, signal);
  assert.equal(probes, 2);
  assert.equal(reachability.awayMs(), 0);
});

test('an answer to another request ends the wait, too', async () => {
  const reachability = createReachability(() => Promise.reject(new Error('refused')));
  reachability.failed();
  const back = reachability.back(LONG_MS, signal);
  reachability.answered();
  await back;
  assert.equal(reachability.awayMs(), 0);
});

test('a wait ends with its signal or its limit, and a server that answers is not waited for', async () => {
  const reachability = createReachability(() => Promise.reject(new Error('refused')));
  await reachability.back(LONG_MS, signal);
  reachability.failed();
  await reachability.back(1, signal);
  const interrupted = new AbortController();
  const back = reachability.back(LONG_MS, interrupted.signal);
  interrupted.abort();
  await back;
  assert.ok(reachability.awayMs() > 0);
});

test('times in objects are judged by the clock of the cluster where it differs', () => {
  const clock = () => 1_000_000;
  assert.equal(clusterNow({ serverNow: () => null }, clock), 1_000_000);
  assert.equal(clusterNow({ serverNow: () => 1_001_500 }, clock), 1_000_000);
  assert.equal(clusterNow({ serverNow: () => 1_400_000 }, clock), 1_400_000);
  assert.equal(clusterNow({ serverNow: () => 600_000 }, clock), 600_000);
});
