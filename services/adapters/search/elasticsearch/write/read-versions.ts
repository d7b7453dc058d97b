import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { StoredVersion } from './stored-profile.ts';
import { revisionOf } from './stored-profile.ts';

interface Versions {
  /** Of the server. */
  version: number;
  /** The document's own. */
  revision: number;
}

/** Of documents that are in the index, also when no search finds them yet. */
export type ReadVersions = (ids: readonly string[]) => Promise<Map<string, Versions>>;

export async function readVersions(
  client: ElasticsearchClient,
  alias: string,
  ids: readonly string[],
): Promise<Map<string, Versions>> {
  const { body } = await client.request<{ docs: (StoredVersion & { _id: string; found?: boolean })[] }>({
    method: 'POST',
    path: `/${alias}/_mget`,
    query: { stored_fields: 'revision' },
    body: { ids: [...new Set(ids)] },
    idempotent: true,
  });
  return new Map(
    body.docs
      .filter(({ found }) => found)
      .map((doc) => [doc._id, { version: doc._version, revision: revisionOf(doc) }]),
  );
}
