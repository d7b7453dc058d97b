import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import type { HashedVector, VectorModel } from './meaning-fields.ts';
import { carriedFields, readEmbedded } from './meaning-fields.ts';

interface VectorAnswer {
  hits?: { hits?: { _id: string; fields?: { embedded: [string] } }[] };
}

/** Fields of the meaning for documents that are about to be written. */
export type CarryVectors = (
  documents: readonly SearchDocument[],
) => Promise<(document: SearchDocument) => object>;

/**
 * Takes the vectors that the documents have in an index, if the text is the same, as far as a search shows them. What is missed is computed again later:
 * so an error leaves them out, and a write never waits for a refresh.
 */
export async function carryVectors(
  client: ElasticsearchClient,
  index: string,
  model: VectorModel | null,
  documents: readonly SearchDocument[],
): Promise<(document: SearchDocument) => object> {
  if (model === null) return () => ({});
  const ids = [...new Set(documents.map(({ profile }) => profile.id))];
  const none = new Map<string, HashedVector>();
  const known =
    ids.length === 0 ? none : await readVectors(client, index, model.model, ids).catch(() => none);
  return ({ profile }) => carriedFields(profile, model, known.get(profile.id));
}

async function readVectors(
  client: ElasticsearchClient,
  index: string,
  model: string,
  ids: readonly string[],
): Promise<Map<string, HashedVector>> {
  const { body } = await client.request<VectorAnswer>({
    method: 'POST',
    path: `/${index}/_search`,
    query: { filter_path: 'hits.hits._id,hits.hits.fields' },
    body: {
      size: ids.length,
      track_total_hits: false,
      stored_fields: ['embedded'],
      query: { bool: { filter: [{ ids: { values: ids } }, { term: { model } }] } },
    },
    idempotent: true,
  });
  return new Map(
    (body.hits?.hits ?? []).flatMap(({ _id, fields }) =>
      fields ? [[_id, readEmbedded(fields.embedded[0])] as const] : [],
    ),
  );
}
