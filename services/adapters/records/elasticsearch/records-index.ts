import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { CorruptStoreError, NewerStoreError, UnavailableError } from '#ports/errors.ts';

const APPLICATION = 'influscope-records';
/** Raised when older code could not read what newer code writes. */
const LAYOUT = 1;

/** Another process may create the index at the same time. */
const ATTEMPTS = 5;
const SERVED_WITHIN = '5s';

/**
 * One shard: a batch is then one append and one sync. Nothing but the key is indexed. Reads by id need no refresh, so
 * only a scan refreshes. Answered writes are on disk, also on the replica when there is a second node.
 */
const DEFINITION = {
  settings: {
    number_of_shards: 1,
    auto_expand_replicas: '0-1',
    refresh_interval: '-1',
    'translog.durability': 'request',
  },
  mappings: {
    dynamic: false,
    _meta: { application: APPLICATION, layout: LAYOUT },
    properties: { key: { type: 'keyword' } },
  },
};

type Mappings = Record<string, { mappings: { _meta?: { application?: string; layout?: number } } }>;

/**
 * Creates the index of `alias` if it is missing, unless `readOnly`, and checks that this version can read it. Safe in several processes at
 * the same time. Writes require the alias, so that a write does not recreate a deleted index with guessed types.
 */
export async function ensureRecordsIndex(
  client: ElasticsearchClient,
  alias: string,
  signal: AbortSignal,
  readOnly = false,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await client.request<Mappings>({
      method: 'GET',
      path: `/${alias}/_mapping`,
      accept: [404],
      signal,
    });
    if (found.status !== 404) {
      checkLayout(alias, found.body);
      if (readOnly) return;
      return waitUntilServed(client, alias, signal);
    }
    if (readOnly) throw new UnavailableError(`The records index does not exist yet [index=${alias}]`);
    await createIndex(client, alias, signal);
  }
  throw new UnavailableError(`Other processes keep creating and deleting the records index [index=${alias}]`);
}

async function createIndex(client: ElasticsearchClient, alias: string, signal: AbortSignal): Promise<void> {
  try {
    await client.request({
      method: 'PUT',
      path: `/${alias}-1`,
      body: { ...DEFINITION, aliases: { [alias]: {} } },
      signal,
    });
  } catch (error) {
    if (error instanceof ElasticsearchError && error.type === 'resource_already_exists_exception') return;
    throw error;
  }
}

/** An index exists shortly before it is available, after its creation and after a start of the server. */
async function waitUntilServed(
  client: ElasticsearchClient,
  alias: string,
  signal: AbortSignal,
): Promise<void> {
  const { status } = await client.request({
    method: 'GET',
    path: `/_cluster/health/${alias}`,
    query: { wait_for_active_shards: 1, timeout: SERVED_WITHIN },
    accept: [408],
    signal,
  });
  if (status === 408) throw new UnavailableError(`No node serves the records index now [index=${alias}]`);
}

function checkLayout(alias: string, body: Mappings): void {
  const indices = Object.entries(body);
  const [name, index] = indices[0] ?? [alias];
  const { application, layout = 0 } = index?.mappings._meta ?? {};
  if (indices.length !== 1 || application !== APPLICATION || name === alias) {
    throw new CorruptStoreError(
      `InfluScope did not create this index for records [index=${indices.map(([one]) => one).join()}]`,
      { text: 'choose another index: RECORDS_URL=http://…?index=NAME' },
    );
  }
  if (layout > LAYOUT) {
    throw new NewerStoreError(
      `A newer InfluScope wrote the records [index=${name}] [layout=${layout}] [known=${LAYOUT}]`,
      { text: 'upgrade to the version that wrote them, or a later one' },
    );
  }
}
