/**
 * Records on Elasticsearch beside a raw `_bulk` of the same documents, in the same run: rate, and the server's processor
 * time a profile. A profile is a record with 21 posts and an alias. What the indexer does for a batch is three reads and
 * two puts a profile, then one read more: `SEARCH_URL=http://… node bench/stores/records.ts [profiles=20000]`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { encodeRecordDocument, recordId } from '#adapters/records/elasticsearch/record-document.ts';
import { encodeAlias } from '#indexer/record/alias.ts';
import { encodeRecord } from '#indexer/record/profile-record.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { facts, posts, profileEvent } from '#tests/support/profile-events.ts';
import { testRecordsIndex } from '#tests/support/servers/elasticsearch-index.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';

const ROUNDS = 3;
const CONCURRENCY = 3;
const count = Number(process.argv[2] ?? 20_000);
const url = serverUrl('SEARCH_URL');
if (!url) throw new Error('SEARCH_URL names the server to measure');

interface Pair {
  profile: { key: string; value: string };
  alias: { key: string; value: string };
  /** Where a record under the handle would be. */
  handleKey: string;
}

const pairs = Array.from({ length: count }, (_, i) => pairOf(i));
type Way = (index: ReturnType<typeof testRecordsIndex>) => (batch: readonly Pair[]) => Promise<void>;

const raw: Way =
  ({ client, index }) =>
  async (batch) => {
    const lines = batch.flatMap(({ profile, alias }) =>
      [profile, alias].map(
        ({ key, value }) =>
          `{"index":{"_id":${JSON.stringify(recordId(key))}}}\n${encodeRecordDocument(key, value)}\n`,
      ),
    );
    const { body } = await client.request<{ errors: boolean }>({
      method: 'POST',
      path: `/${index}/_bulk`,
      body: lines.join(''),
    });
    if (body.errors) throw new Error('the raw bulk request had errors');
  };

const port =
  (reads: boolean): Way =>
  ({ open }) => {
    const records = open();
    return async (batch) => {
      const profileKeys = batch.map(({ profile }) => profile.key);
      const handleKeys = batch.map(({ handleKey }) => handleKey);
      const aliasKeys = batch.map(({ alias }) => alias.key);
      if (reads) await records.get([...aliasKeys, ...handleKeys, ...profileKeys]);
      const results = await records.put(
        batch.flatMap(({ profile, alias }) => [
          { ...profile, expectedRevision: 0 },
          { ...alias, expectedRevision: 0 },
        ]),
      );
      if (reads) await records.get(handleKeys);
      if (!results.every(({ ok }) => ok)) throw new Error('a put was refused');
    };
  };

const WAYS: [string, Way][] = [
  ['peer: raw _bulk', raw],
  ['records: puts alone', port(false)],
  ['records: reads and puts, as the indexer', port(true)],
];

console.log(`${count} profiles, each a record of ${pairs[0]?.profile.value.length} characters and an alias`);
for (const batchSize of [50, 200]) {
  for (const way of WAYS) await measure(way[1], batchSize);
  const best = new Map<string, { rate: number; cpuUs: number }>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of WAYS) {
      const now = await measure(way, batchSize);
      const before = best.get(name);
      if (!before || now.cpuUs < before.cpuUs) best.set(name, now);
    }
  }
  const peer = best.get(WAYS[0]?.[0] ?? '')?.cpuUs ?? 0;
  console.log(`batches of ${batchSize}, the best of ${ROUNDS} rounds`);
  for (const [name, { rate, cpuUs }] of best) {
    const cpu = `server ${cpuUs.toFixed(0).padStart(4)} us a profile, ${(cpuUs / peer).toFixed(2)} of the peer`;
    console.log(`  ${name.padEnd(42)} ${Math.round(rate).toString().padStart(6)} profiles/s  ${cpu}`);
  }
}

async function measure(way: Way, batchSize: number): Promise<{ rate: number; cpuUs: number }> {
  const index = testRecordsIndex(url);
  const opened = index.open();
  await opened.ping();
  const write = way(index);
  const cpuBefore = await cpuMs(index.client);
  const startedMs = performance.now();
  let next = 0;
  const worker = async () => {
    for (let from = next; from < pairs.length; from = next) {
      next = from + batchSize;
      await write(pairs.slice(from, from + batchSize));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const elapsedMs = performance.now() - startedMs;
  await mergesAreDone(index.client, index.index);
  const cpuUs = (((await cpuMs(index.client)) - cpuBefore) * 1_000) / count;
  await opened.close();
  await index.remove();
  return { rate: (count * 1_000) / elapsedMs, cpuUs };
}

async function cpuMs(client: ElasticsearchClient): Promise<number> {
  const { body } = await client.request<{
    nodes: Record<string, { process: { cpu: { total_in_millis: number } } }>;
  }>({ method: 'GET', path: '/_nodes/stats/process' });
  return Object.values(body.nodes).reduce((sum, node) => sum + node.process.cpu.total_in_millis, 0);
}

async function mergesAreDone(client: ElasticsearchClient, index: string): Promise<void> {
  for (;;) {
    const { body } = await client.request<{ _all: { primaries: { merges: { current: number } } } }>({
      method: 'GET',
      path: `/${index}/_stats/merge`,
    });
    if (body._all.primaries.merges.current === 0) return;
    await sleep(50);
  }
}

function pairOf(i: number): Pair {
  const native = String(1_000_000_007 * (i + 1));
  const text = `Benchmarks, keyboards and lens number ${(i * 7_919) % 10_007}: what I use and why, with links.`;
  const event = profileEvent({
    event_id: `event-${i}`.padEnd(16, '.'),
    native_id: native,
    username: `user_${i}`,
    profile: facts({ username: `user_${i}`, display_name: `User Number ${i}`, bio: text }),
    posts: posts(21, { text, hashtags: ['tech', 'review'] }),
  });
  const id = `instagram:${native}`;
  const handle = `instagram:@user_${i}`;
  return {
    profile: { key: `profile/${id}`, value: encodeRecord(recordOfEvent(event, id)) },
    alias: { key: `alias/${handle}`, value: encodeAlias({ v: 1, id, at: event.fetched_at }) },
    handleKey: `profile/${handle}`,
  };
}
