import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import { sendSearch } from '../query/search-answer.ts';
import type { StoredFields } from '../write/stored-profile.ts';
import { PROFILE, readStored, readText, revisionOf } from '../write/stored-profile.ts';

const PAGE_SIZE = 500;

/** A document of this layout, or of an earlier one, which kept the profile as text, or in `_source`. */
interface Copied {
  _version: number;
  fields?: Partial<StoredFields> & { json?: [string]; revision?: [number] };
  _source?: { profile: Profile };
  sort: [sequence: number];
}

/** What every layout returns the profile by. */
const ANY_LAYOUT = {
  version: true,
  // Without a filter: with one, the server refuses an index that has no `_source`.
  _source: true,
  stored_fields: ['json', 'revision'],
  docvalue_fields: [PROFILE],
};

/**
 * By index, the number up to which every write to it is done and can be found after a refresh; writes are numbered one
 * by one. Nothing for an index whose data is lost, or that is not there.
 */
export async function readCheckpoints(
  client: ElasticsearchClient,
  name: string,
): Promise<Map<string, number>> {
  type Shard = { routing: { primary: boolean }; seq_no?: { local_checkpoint: number } };
  const { body } = await client.request<{ indices?: Record<string, { shards?: Record<string, Shard[]> }> }>({
    method: 'GET',
    path: `/${name}/_stats`,
    query: { level: 'shards' },
    accept: [404],
  });
  const checkpoints = new Map<string, number>();
  for (const [index, { shards }] of Object.entries(body.indices ?? {})) {
    const primary = Object.values(shards ?? {})
      .flat()
      .find(({ routing }) => routing.primary);
    if (primary?.seq_no) checkpoints.set(index, primary.seq_no.local_checkpoint);
  }
  return checkpoints;
}

/** The documents that were written to an index after a checkpoint and are still there, in the order of their writes. */
export async function* documentsSince(
  client: ElasticsearchClient,
  index: string,
  checkpoint: number,
): AsyncGenerator<SearchDocument[]> {
  await client.request({ method: 'POST', path: `/${index}/_refresh` });
  for (let after: number | undefined; ; ) {
    const { hits } = (
      await sendSearch(client, index, {
        size: PAGE_SIZE,
        track_total_hits: false,
        ...ANY_LAYOUT,
        query: { range: { _seq_no: { gt: checkpoint } } },
        sort: [{ _seq_no: 'asc' }],
        ...(after === undefined ? {} : { search_after: [after] }),
      })
    ).hits as unknown as { hits: Copied[] };
    if (hits.length > 0) yield hits.flatMap(toSearchDocument);
    if (hits.length < PAGE_SIZE) return;
    after = hits.at(-1)?.sort[0];
  }
}

/** Those of the profiles that queries see in an index. */
export async function documentsOf(
  client: ElasticsearchClient,
  index: string,
  ids: readonly string[],
): Promise<SearchDocument[]> {
  const documents: SearchDocument[] = [];
  for (let from = 0; from < ids.length; from += PAGE_SIZE) {
    const values = ids.slice(from, from + PAGE_SIZE);
    const { hits } = (
      await sendSearch(client, index, {
        size: values.length,
        track_total_hits: false,
        ...ANY_LAYOUT,
        query: { ids: { values } },
      })
    ).hits as unknown as { hits: Copied[] };
    documents.push(...hits.flatMap(toSearchDocument));
  }
  return documents;
}

function toSearchDocument(hit: Copied): SearchDocument[] {
  const { profile: column, json: text } = hit.fields ?? {};
  const profile = column ? readStored({ profile: column }) : text ? readText(text[0]) : hit._source?.profile;
  return profile ? [{ profile, version: revisionOf(hit) }] : [];
}
