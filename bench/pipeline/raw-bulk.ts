import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import type { StoredFields } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import { PROFILE, readStored } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import { toDocument } from '#adapters/search/elasticsearch/write/to-document.ts';

export interface RawBulk {
  documents: number;
  /** Processor time of the server, milliseconds. */
  cpuMs: number;
  seconds: number;
}

interface Definition {
  mappings: object;
  settings: { index: Record<string, unknown> };
}

interface Hit {
  _id: string;
  /** Of records. Search documents have none, only the profile that they are made from. */
  _source?: object;
  fields?: StoredFields;
}

const BULK_BYTES = 5 * 1024 * 1024;
const LOOKS_EVERY_MS = 1_100;
const analyser = createAnalyser();

/** Writes what the indices of the pattern hold into copies of them, as fast as the server takes it, `rounds` times. */
export async function rawBulk(indices: string, rounds: number): Promise<RawBulk[]> {
  const { origin, pathname: pattern } = new URL(indices);
  const server = { origin };
  // Records are not searched otherwise, and so not refreshed.
  await callServer(server, `${pattern}/_refresh?expand_wildcards=all`, { method: 'POST' });
  const path = `${pattern}?expand_wildcards=all`;
  const found = Object.entries(await callServer<Record<string, Definition>>(server, path));
  const figures: RawBulk[] = [];
  for (let round = 0; round < rounds; round++) {
    const bodies: string[] = [];
    let documents = 0;
    for (const [index, definition] of found) {
      const copy = `${index}-raw${round}`;
      await createCopy(server, copy, definition);
      let body = '';
      for await (const hits of scroll(server, index)) {
        for (const hit of hits) {
          body += `${JSON.stringify({ index: { _index: copy, _id: hit._id } })}\n${sourceOf(hit)}\n`;
          documents++;
          if (body.length < BULK_BYTES) continue;
          bodies.push(body);
          body = '';
        }
      }
      if (body) bodies.push(body);
    }
    const cpuBefore = await elasticsearchCpuMs(origin);
    const startedAt = performance.now();
    for (const body of bodies)
      await callServer(server, '/_bulk?filter_path=errors', { method: 'POST', body });
    const seconds = (performance.now() - startedAt) / 1_000;
    await callServer(server, `${pattern}/_refresh`, { method: 'POST' });
    figures.push({ documents, seconds, cpuMs: (await elasticsearchCpuMs(origin)) - cpuBefore });
    // Others of the pattern would be copied with the rest the next time.
    for (const [index] of found) await callServer(server, `/${index}-raw${round}`, { method: 'DELETE' });
  }
  return figures;
}

/** Processor time of all nodes so far, milliseconds. Takes a second: a node looks at its own time only so often. */
export async function elasticsearchCpuMs(origin: string): Promise<number> {
  await sleep(LOOKS_EVERY_MS);
  const { nodes } = await callServer<{
    nodes: Record<string, { process: { cpu: { total_in_millis: number } } }>;
  }>({ origin }, '/_nodes/stats/process');
  return Object.values(nodes).reduce((sum, node) => sum + node.process.cpu.total_in_millis, 0);
}

async function createCopy(server: { origin: string }, name: string, { mappings, settings }: Definition) {
  const {
    creation_date: _created,
    uuid: _uuid,
    version: _version,
    provided_name: _name,
    ...own
  } = settings.index;
  const body = JSON.stringify({ mappings, settings: { index: own } });
  await callServer(server, `/${name}`, { method: 'PUT', body });
}

function sourceOf({ _source: source, fields }: Hit): string {
  if (fields === undefined) return JSON.stringify(source);
  return toDocument({ profile: readStored(fields), version: 1 }, analyser);
}

async function* scroll(server: { origin: string }, index: string): AsyncGenerator<Hit[]> {
  interface Page {
    _scroll_id: string;
    hits: { hits: Hit[] };
  }
  let page = await callServer<Page>(server, `/${index}/_search?scroll=1m&size=1000`, {
    method: 'POST',
    body: JSON.stringify({ _source: true, docvalue_fields: [PROFILE] }),
  });
  while (page.hits.hits.length > 0) {
    yield page.hits.hits;
    const body = JSON.stringify({ scroll: '1m', scroll_id: page._scroll_id });
    page = await callServer<Page>(server, '/_search/scroll', { method: 'POST', body });
  }
}

async function callServer<T>(
  { origin }: { origin: string },
  path: string,
  init: RequestInit = {},
): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  return (await answer.json()) as T;
}
