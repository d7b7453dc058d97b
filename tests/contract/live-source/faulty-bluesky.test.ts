import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Reading } from '#scraper/reading.ts';
import { createBlueskySource } from '#scraper/sources/live/bluesky/bluesky.ts';
import { seededNetwork, testClient } from '#tests/support/servers/social-network.ts';

interface Account {
  did: string;
  role: string;
  state: string;
}
interface Counts {
  requests: number;
  early: number;
  fault: Record<string, number>;
}

const network = seededNetwork<Account>('BLUESKY');
const { FAULTY_URL: proxy, FAULTY_CONTROL_URL: control } = process.env;
const skip =
  typeof network === 'string'
    ? network
    : proxy === undefined || control === undefined
      ? 'FAULTY_URL and FAULTY_CONTROL_URL are not set'
      : false;

const FAULTS = { seed: 3, '429': 0.1, '5xx': 0.05, truncate: 0.02, html: 0.01, retry_after_s: 1 };
const ACCOUNTS = 60;
/** Each of these answers has to be asked for again. */
const FAILED = ['429', '5xx', 'truncate', 'html', 'reset'];

const send = async (method: string, path: string, body?: string) => {
  const answer = await fetch(`${control}/${path}`, { method, ...(body !== undefined && { body }) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer;
};

async function readThroughProxy(faults: object) {
  assert.ok(typeof network !== 'string' && proxy !== undefined);
  await send('PUT', 'target', network.base.href.replace(/\/$/, ''));
  await send('PUT', 'faults', JSON.stringify(faults));
  await send('DELETE', 'counts');
  const ids = network.accounts
    .filter(({ state, role }) => state === 'active' && role !== 'hidden')
    .slice(0, ACCOUNTS)
    .map(({ did }) => did);
  const source = createBlueskySource(testClient(new URL('xrpc/', `${proxy}/`)), () => 0);
  const readings = new Map<string, Reading>();
  try {
    for await (const result of source.profiles(ids, AbortSignal.timeout(300_000))) {
      assert.ok('reading' in result && !readings.has(result.id), result.id);
      readings.set(result.id, { ...result.reading, avatar: null });
    }
  } finally {
    await source.close();
  }
  return { readings, counts: (await (await send('GET', 'counts')).json()) as Counts };
}

it('bluesky: reads the same through a network that answers badly, and asks again only for what failed', {
  skip,
}, async () => {
  const calm = await readThroughProxy({});
  const faulty = await readThroughProxy(FAULTS);
  assert.deepEqual(faulty.readings, calm.readings);
  assert.equal(faulty.counts.early, 0);
  const failed = FAILED.reduce((sum, fault) => sum + (faulty.counts.fault[fault] ?? 0), 0);
  assert.ok(failed > 0);
  assert.equal(faulty.counts.requests - failed, calm.counts.requests);
});
