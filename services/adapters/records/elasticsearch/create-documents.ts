import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { readErrorCause } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { bytesOf } from '#adapters/elasticsearch-client/text-bytes.ts';
import { UnavailableError } from '#ports/errors.ts';

const NEWLINE = Buffer.from('\n');

interface BulkAnswer {
  items: { create: { status: number; _version?: number; error?: unknown } }[];
}

/**
 * Creates documents of which none is there, above the version of one that was erased a moment ago: the server remembers
 * it for a minute. Returns the version of each; `undefined` when another process was faster.
 */
export async function createDocuments(
  client: ElasticsearchClient,
  alias: string,
  documents: readonly { id: string; source: Buffer }[],
  signal: AbortSignal,
): Promise<(number | undefined)[]> {
  if (documents.length === 0) return [];
  const lines = documents.flatMap(({ id, source }) => [
    bytesOf(`{"create":{"_id":${JSON.stringify(id)}}}\n`),
    source,
    NEWLINE,
  ]);
  const { body } = await client.request<BulkAnswer>({
    method: 'POST',
    path: `/${alias}/_bulk`,
    query: {
      require_alias: true,
      filter_path: 'items.*.status,items.*._version,items.*.error.type,items.*.error.reason',
    },
    body: Buffer.concat(lines),
    signal,
  });
  return body.items.map(({ create: { status, _version, error } }) => {
    if (status < 300) return _version;
    if (status === 409) return undefined;
    const { reason } = readErrorCause(error);
    throw new UnavailableError(`Elasticsearch cannot write records now: ${reason} [index=${alias}]`);
  });
}
