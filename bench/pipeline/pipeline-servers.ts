/**
 * Demo profiles through the four services as processes on the servers that QUEUE_URL, SEARCH_URL, OBJECTS_URL name (with
 * RABBITMQ_MANAGEMENT_URL): rate, CPU a profile of each process and of Elasticsearch, memory. The peer is a raw `_bulk` of
 * the very same documents and records into new indices of the same mappings: `node bench/pipeline/pipeline-servers.ts [count] [indexers]`.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import type { StoredFields } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import { readStored } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import { toDocument } from '#adapters/search/elasticsearch/write/to-document.ts';
import { openRealBacking } from '#tests/faults/backing.ts';
import { countDocuments } from '#tests/faults/documents.ts';
import type { Fleet, Member } from '#tests/faults/fleet.ts';
import { startFleet } from '#tests/faults/fleet.ts';
import { importDemo } from '#tests/faults/importing.ts';
import { processCpuMs } from '../load/process-cpu.ts';

const count = Number(process.argv[2] ?? 20_000);
const indexers = Number(process.argv[3] ?? 1);
const MIB = 1024 * 1024;
const BULK_BYTES = 5 * MIB;
const analyser = createAnalyser();
const server = new URL(process.env.SEARCH_URL ?? '').origin;

const backing = await openRealBacking(undefined);
const fleet = await startFleet({
  env: { ...backing.env, AVATAR_FETCH: 'off' },
  counts: { analytics: 1, indexer: indexers, scraper: 1, api: 1 },
});
try {
  const before = await readUse(fleet);
  const watching = new AbortController();
  const peaks = watchMemory(fleet.members, watching.signal);
  const startedAt = performance.now();
  await importDemo(fleet, count, 1, AbortSignal.timeout(600_000)).done;
  const idle = `${fleet.of('indexer')[0]?.admin()}/queues/profile-events/idle?timeout_ms=600000`;
  await fetch(idle, { headers: { authorization: `Bearer ${fleet.token}` } });
  const seconds = (performance.now() - startedAt) / 1_000;
  watching.abort();
  const memory = await peaks;
  const after = await readUse(fleet);
  const found = await countDocuments(fleet.of('api')[0]?.api ?? '');
  if (found !== count) throw new Error(`expected ${count} documents, found ${found}`);

  console.log(`${count} profiles, ${indexers} indexer(s): ${Math.round(count / seconds)} profiles/s`);
  console.log('process          CPU a profile   peak RSS');
  for (const [name, ms] of after) {
    const us = ((ms - (before.get(name) ?? 0)) * 1_000) / count;
    const rss = memory.get(name);
    console.log(
      `${name.padEnd(16)} ${us.toFixed(0).padStart(9)} us   ${rss ? `${Math.round(rss / MIB)} MiB` : ''}`,
    );
  }
  const ours = (after.get('elasticsearch') ?? 0) - (before.get('elasticsearch') ?? 0);
  const raw = await rawBulk(backing.indices ?? '');
  console.log(
    `elasticsearch: ${ours} ms CPU, raw _bulk of the same ${raw.documents} documents ${raw.cpuMs} ms: ${(ours / raw.cpuMs).toFixed(2)} of it`,
  );
  console.log(
    `raw _bulk alone: ${Math.round(count / raw.seconds)} profiles/s; the pipeline is ${(raw.seconds / seconds).toFixed(2)} of it`,
  );
  await fleet.stop();
} finally {
  fleet.kill();
  await backing.remove();
}

/** CPU so far of each process, milliseconds. */
async function readUse(of: Fleet): Promise<Map<string, number>> {
  const use = new Map(of.members.map((member) => [member.name, processCpuMs(member.pid() ?? 0)]));
  return use.set('elasticsearch', await elasticsearchCpu());
}

async function elasticsearchCpu(): Promise<number> {
  const { nodes } = await json<{ nodes: Record<string, { process: { cpu: { total_in_millis: number } } }> }>(
    '/_nodes/stats/process',
  );
  return Object.values(nodes).reduce((sum, node) => sum + node.process.cpu.total_in_millis, 0);
}

async function watchMemory(members: readonly Member[], signal: AbortSignal): Promise<Map<string, number>> {
  const peaks = new Map<string, number>();
  while (!signal.aborted) {
    for (const member of members) {
      const status = readFileSync(`/proc/${member.pid()}/status`, 'utf8');
      peaks.set(member.name, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024);
    }
    await sleep(200);
  }
  return peaks;
}

/** Writes what the run's indices hold into copies of them, as fast as the server takes it. */
async function rawBulk(indices: string): Promise<{ cpuMs: number; seconds: number; documents: number }> {
  const pattern = new URL(indices).pathname;
  // Records are not searched otherwise, and so not refreshed.
  await json(`${pattern}/_refresh?expand_wildcards=all`, { method: 'POST' });
  const found = await json<
    Record<string, { mappings: object; settings: { index: Record<string, unknown> } }>
  >(`${pattern}?expand_wildcards=all`);
  const bodies: string[] = [];
  let documents = 0;
  for (const [index, { mappings, settings }] of Object.entries(found)) {
    const copy = `${index}-raw`;
    const {
      creation_date: _created,
      uuid: _uuid,
      version: _version,
      provided_name: _name,
      ...own
    } = settings.index;
    await json(`/${copy}`, { method: 'PUT', body: JSON.stringify({ mappings, settings: { index: own } }) });
    for await (const hits of scroll(index)) {
      let body = '';
      for (const hit of hits) {
        body += `${JSON.stringify({ index: { _index: copy, _id: hit._id } })}\n${sourceOf(hit)}\n`;
        documents++;
        if (body.length > BULK_BYTES) {
          bodies.push(body);
          body = '';
        }
      }
      if (body) bodies.push(body);
    }
  }
  const cpuBefore = await elasticsearchCpu();
  const startedAt = performance.now();
  for (const body of bodies) await json('/_bulk?filter_path=errors', { method: 'POST', body });
  const seconds = (performance.now() - startedAt) / 1_000;
  await json(`${pattern}/_refresh`, { method: 'POST' });
  return { cpuMs: (await elasticsearchCpu()) - cpuBefore, seconds, documents };
}

interface Hit {
  _id: string;
  /** Of records. Search documents have none, only the profile that they are made from. */
  _source?: object;
  fields?: StoredFields;
}

function sourceOf({ _source: source, fields }: Hit): string {
  if (fields === undefined) return JSON.stringify(source);
  return toDocument({ profile: readStored(fields), version: 1 }, analyser);
}

async function* scroll(index: string): AsyncGenerator<Hit[]> {
  interface Page {
    _scroll_id: string;
    hits: { hits: Hit[] };
  }
  let page = await json<Page>(`/${index}/_search?scroll=1m&size=1000`, {
    method: 'POST',
    body: JSON.stringify({ _source: true, stored_fields: ['json'] }),
  });
  while (page.hits.hits.length > 0) {
    yield page.hits.hits;
    const body = JSON.stringify({ scroll: '1m', scroll_id: page._scroll_id });
    page = await json<Page>('/_search/scroll', { method: 'POST', body });
  }
}

async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(`${server}${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  return (await answer.json()) as T;
}
