import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { ProfileText } from '#ports/search-index.ts';
import type { StoredBytes } from '../write/stored-profile.ts';
import { PROFILE, WITH_PROFILE } from '../write/stored-profile.ts';
import { selectingQuery } from './answer-search.ts';
import type { SearchParts } from './find-matches.ts';
import { storedTexts } from './stored-text.ts';

const BATCH = 1_000;
/** Between two batches; a reader that is slower loses the point in time. */
const KEEP_ALIVE = '2m';

interface ScanAnswer {
  pit_id: string;
  timed_out: boolean;
  _shards: { failed: number };
  hits: { hits: { fields: StoredBytes; sort: [id: string, shard: number] }[] };
}

/** Every profile that matches as the index is at one point in time, in the order of ids. */
export async function* scan(
  query: SearchQuery,
  parts: SearchParts,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ProfileText[]> {
  const { client } = parts;
  const selecting = await selectingQuery(query, parts, signal);
  if (selecting === null) return;
  let point = await openPoint(parts, signal);
  try {
    for (let after: [string, number] | undefined; ; ) {
      const { body: answer } = await client.request<ScanAnswer>({
        method: 'POST',
        path: '/_search',
        query: { allow_partial_search_results: false },
        body: {
          size: BATCH,
          track_total_hits: false,
          query: { bool: { filter: [selecting] } },
          pit: { id: point, keep_alive: KEEP_ALIVE },
          sort: [{ id: 'asc' }],
          ...WITH_PROFILE,
          ...(after && { search_after: after }),
        },
        idempotent: true,
        bytesOf: PROFILE,
        signal,
      });
      if (answer.timed_out || answer._shards.failed > 0)
        throw new UnavailableError(`Elasticsearch searched only a part of the index [index=${parts.alias}]`);
      point = answer.pit_id;
      const { hits } = answer.hits;
      if (hits.length > 0) yield storedTexts(hits);
      if (hits.length < BATCH) return;
      after = hits.at(-1)?.sort;
    }
  } finally {
    await closePoint(client, point);
  }
}

async function openPoint({ client, alias }: SearchParts, signal: AbortSignal | undefined): Promise<string> {
  const { body } = await client.request<{ id: string }>({
    method: 'POST',
    path: `/${alias}/_pit`,
    query: { keep_alive: KEEP_ALIVE },
    idempotent: true,
    signal,
  });
  return body.id;
}

/** The server closes it by itself later where this fails. */
async function closePoint(client: ElasticsearchClient, id: string): Promise<void> {
  await client.request({ method: 'DELETE', path: '/_pit', body: { id }, accept: [404] }).catch(() => {});
}
