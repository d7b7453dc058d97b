import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { VECTOR_PROPERTIES } from './definition.ts';

/**
 * An alias of one index alone: a vector is written to the index that its document was read from, and to no index after that one
 * is gone.
 */
export function vectorAlias(index: string): string {
  return `${index}-vectors`;
}

/**
 * Adds the fields to indexes that were made without them; the documents stay as they are. `false` where the server refuses: then
 * search uses words only.
 */
export async function addVectorFields(
  client: ElasticsearchClient,
  indexes: readonly { name: string }[],
): Promise<boolean> {
  try {
    for (const { name } of indexes) {
      const actions = [{ add: { index: name, alias: vectorAlias(name) } }];
      await client.request({ method: 'POST', path: '/_aliases', body: { actions } });
      await client.request({
        method: 'PUT',
        path: `/${name}/_mapping`,
        body: { properties: VECTOR_PROPERTIES },
      });
    }
    return true;
  } catch (error) {
    if (error instanceof ElasticsearchError) return false;
    throw error;
  }
}
