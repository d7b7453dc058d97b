import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { UnavailableError } from '#ports/errors.ts';

export interface Hit<F> {
  /** The stored fields that were asked for; each is a list. */
  fields: F;
  sort: [key: number, id: string];
}

export interface Bucket {
  key: string;
  doc_count: number;
}

export interface SearchAnswer<F, A = unknown> {
  timed_out: boolean;
  _shards: { failed: number };
  hits: { total: { value: number }; hits: Hit<F>[] };
  aggregations?: A;
}

interface SendOptions {
  signal?: AbortSignal | undefined;
  preference?: string | undefined;
  /** The stored field that comes as bytes. */
  bytesOf?: string;
}

/** One `_search`. An answer of a part of the index only is none. */
export async function sendSearch<F, A = unknown>(
  client: ElasticsearchClient,
  alias: string,
  body: object,
  { signal, preference, bytesOf }: SendOptions = {},
): Promise<SearchAnswer<F, A>> {
  const { body: answer } = await client.request<SearchAnswer<F, A>>({
    method: 'POST',
    path: `/${alias}/_search`,
    query: { allow_partial_search_results: false, ...(preference ? { preference } : {}) },
    body,
    idempotent: true,
    ...(bytesOf === undefined ? {} : { bytesOf }),
    signal,
  });
  if (answer.timed_out || answer._shards.failed > 0) {
    throw new UnavailableError(`Elasticsearch searched only a part of the index [index=${alias}]`);
  }
  return answer;
}
