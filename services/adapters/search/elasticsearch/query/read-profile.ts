import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { Profile } from '#domain/profile.ts';
import type { StoredFields } from '../write/stored-profile.ts';
import { readStored, WITH_PROFILE } from '../write/stored-profile.ts';
import type { SearchAnswer } from './search-answer.ts';
import { sendSearch } from './search-answer.ts';

type Hit = SearchAnswer<StoredFields>['hits']['hits'][number] & { _seq_no: number };

/**
 * A profile as it was written last, also when queries do not see it yet. Only queries read columns: so the server also says
 * which write is the last one, and after one that queries do not see, `refresh` makes it visible. Without `refresh`, for a
 * user that may not, the profile is as queries see it, but never one that is deleted.
 */
export async function readProfile(
  id: string,
  { client, alias }: { client: ElasticsearchClient; alias: string },
  refresh: (() => Promise<unknown>) | null,
): Promise<Profile | undefined> {
  const search = async () => {
    const { hits } = await sendSearch<StoredFields>(client, alias, {
      size: 1,
      track_total_hits: false,
      seq_no_primary_term: true,
      ...WITH_PROFILE,
      query: { ids: { values: [id] } },
    });
    return hits.hits[0] as Hit | undefined;
  };
  // One after the other: most ids that are asked for when a handle is looked up do not exist.
  const last = await findLast(client, alias, id);
  if (last === undefined) return undefined;
  const seen = await search();
  const isLast = seen?._seq_no === last || refresh === null;
  const hit = isLast ? seen : await refresh().then(search);
  return hit && readStored(hit.fields);
}

/** The number of the last write of a document that exists. */
async function findLast(client: ElasticsearchClient, alias: string, id: string): Promise<number | undefined> {
  const { body } = await client.request<{ found: boolean; _seq_no: number }>({
    method: 'GET',
    path: `/${alias}/_doc/${encodeURIComponent(id)}`,
    query: { stored_fields: '_none_' },
    accept: [404],
  });
  return body.found ? body._seq_no : undefined;
}
