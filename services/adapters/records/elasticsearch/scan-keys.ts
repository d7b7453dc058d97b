import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { RecordEntry } from '#ports/records.ts';
import { prefixEnd } from '../prefix-range.ts';
import type { RecordDocument } from './record-document.ts';
import { decodeRecordDocument } from './record-document.ts';

export interface ScanPage {
  prefix: string;
  /** Entries after this key; `null` for the first page. */
  after: string | null;
  pageSize: number;
  /** Show what has been written until now; a scan's later pages need not. */
  refresh: boolean;
}

interface SearchAnswer {
  hits: { hits: { _version: number; _source: RecordDocument }[] };
}

/**
 * One page of entries by key. Keywords are compared as UTF-8 bytes, which is code point order. Pages continue by key
 * alone: nothing is held open on the server between them.
 */
export async function scanKeys(
  client: ElasticsearchClient,
  alias: string,
  { prefix, after, pageSize, refresh }: ScanPage,
  signal: AbortSignal,
): Promise<RecordEntry[]> {
  if (refresh) await refreshIndex(client, alias, signal);
  const isInside = after !== null && Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0;
  const { body } = await client.request<SearchAnswer>({
    method: 'POST',
    path: `/${alias}/_search`,
    query: { allow_partial_search_results: false },
    body: {
      size: pageSize,
      version: true,
      track_total_hits: false,
      sort: [{ key: 'asc' }],
      query: keysFrom(isInside ? { gt: after } : { gte: prefix }, prefix),
    },
    idempotent: true,
    signal,
  });
  return body.hits.hits.flatMap(({ _version, _source }) => decodeRecordDocument(_source, _version) ?? []);
}

export async function countKeys(
  client: ElasticsearchClient,
  alias: string,
  prefix: string,
  signal: AbortSignal,
): Promise<number> {
  await refreshIndex(client, alias, signal);
  const { body } = await client.request<{ count: number }>({
    method: 'POST',
    path: `/${alias}/_count`,
    body: { query: keysFrom({ gte: prefix }, prefix) },
    idempotent: true,
    signal,
  });
  return body.count;
}

async function refreshIndex(client: ElasticsearchClient, alias: string, signal: AbortSignal): Promise<void> {
  await client.request({ method: 'POST', path: `/${alias}/_refresh`, idempotent: true, signal });
}

function keysFrom(from: { gt: string } | { gte: string }, prefix: string): object {
  const end = prefixEnd(prefix);
  return { bool: { filter: [{ range: { key: { ...from, ...(end !== null && { lt: end }) } } }] } };
}
