import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

/** A user of the server that may read the indices, and count the usage of API keys. */
export interface Reader {
  username: string;
  password: string;
}

interface ReaderOptions {
  client: ElasticsearchClient;
  /** The user of the client. Its roles never change, also if it is the reader. */
  writer: string | null;
  alias: string;
  /** The index of the records, which the user may read too. It may write the index of their usage counters. */
  also: string | null;
  logger: Logger;
}

/**
 * Creates the user and its role, or gives it this password and these rights again. A server without security has no users:
 * nothing is changed there.
 */
export async function ensureReader(
  { client, writer, alias, also, logger }: ReaderOptions,
  { username, password }: Reader,
): Promise<void> {
  if (username === writer) return;
  const indexes = also === null ? [alias] : [alias, also];
  const role = `${alias}-reader`;
  try {
    await client.request({
      method: 'PUT',
      path: `/_security/role/${encodeURIComponent(role)}`,
      body: {
        cluster: [],
        indices: [
          {
            names: indexes.flatMap((name) => [name, `${name}-*`]),
            privileges: ['read', 'view_index_metadata'],
          },
          // The number of refreshes shows whether a cached answer is still valid.
          { names: [alias, `${alias}-*`], privileges: ['monitor'] },
          // The usage of API keys: counters that it adds to.
          ...(also === null ? [] : [{ names: [`${also}-usage`, `${also}-usage-*`], privileges: ['index'] }]),
        ],
      },
    });
    await client.request({
      method: 'PUT',
      path: `/_security/user/${encodeURIComponent(username)}`,
      body: { password, roles: [role] },
    });
  } catch (error) {
    if (!(error instanceof ElasticsearchError)) throw error;
    logger.warn({ err: error }, 'the search server has no users: the read-only user was not created');
  }
}
