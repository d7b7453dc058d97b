import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError, readErrorCause } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { RecordEntry } from '#ports/records.ts';
import type { RecordDocument } from './record-document.ts';
import { decodeRecordDocument, recordId } from './record-document.ts';

/** The document of a key; without an entry it is a tombstone. */
export interface FoundDocument {
  revision: number;
  entry: RecordEntry | undefined;
}

interface MultiGetAnswer {
  docs: { found?: boolean; _version?: number; _source?: RecordDocument; error?: unknown }[];
}

const MAX_KEYS = 1_000;

/** In the order of the keys, with their current values: reading by id sees every answered write. */
export async function readDocuments(
  client: ElasticsearchClient,
  alias: string,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<(FoundDocument | undefined)[]> {
  const found: (FoundDocument | undefined)[] = [];
  for (let from = 0; from < keys.length; from += MAX_KEYS) {
    const ids = keys.slice(from, from + MAX_KEYS).map(recordId);
    const { body } = await client.request<MultiGetAnswer>({
      method: 'POST',
      path: `/${alias}/_mget`,
      body: { ids },
      idempotent: true,
      signal,
    });
    found.push(...body.docs.map((document) => readFound(alias, document)));
  }
  return found;
}

function readFound(alias: string, document: MultiGetAnswer['docs'][number]): FoundDocument | undefined {
  const { found, _version: revision = 0, _source: source, error } = document;
  if (error !== undefined) throw errorOf(alias, error);
  if (!found || source === undefined) return undefined;
  return { revision, entry: decodeRecordDocument(source, revision) };
}

/** A document that cannot be read, where others can: its shard is away. */
function errorOf(alias: string, error: unknown): Error {
  const cause = readErrorCause(error);
  if (cause.type === 'index_not_found_exception')
    return new ElasticsearchError(404, cause, `POST /${alias}/_mget`);
  return new UnavailableError(`Elasticsearch cannot read a record now: ${cause.reason} [index=${alias}]`);
}
