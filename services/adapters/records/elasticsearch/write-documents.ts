import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing } from '#adapters/elasticsearch-client/answer-error.ts';
import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError, readErrorCause } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { bytesOf } from '#adapters/elasticsearch-client/text-bytes.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import { splitBySize } from '#lib/split-by-size.ts';
import { InvalidRequestError, UnavailableError } from '#ports/errors.ts';

/** A document with its new version, which must be above the stored one. */
export interface DocumentWrite {
  id: string;
  version: number;
  /** The UTF-8 of its JSON; `null` removes the document. The server then refuses lower versions for a minute. */
  source: Buffer | null;
}

/** Attempts for documents that the server rejects temporarily. A request without an answer is not retried here. */
const ATTEMPTS = 4;
const DELAYS = { baseMs: 50, maxMs: 1_000 };
/** Bytes in one request. */
const REQUEST = {
  maxItems: Number.POSITIVE_INFINITY,
  maxSize: 8_000_000,
  sizeOf: ({ source }: DocumentWrite) => source?.length ?? 0,
};

/**
 * Writes documents with their versions. Returns for each, in order, whether it was written: `false` when the index has
 * that version or a higher one. When it rejects, any of them may have been written.
 */
export async function writeDocuments(
  client: ElasticsearchClient,
  alias: string,
  writes: readonly DocumentWrite[],
  signal: AbortSignal,
): Promise<boolean[]> {
  const written = new Map<DocumentWrite, boolean>();
  for (const chunk of splitBySize(writes, REQUEST)) {
    let left: readonly DocumentWrite[] = chunk;
    for (let attempt = 1; left.length > 0; attempt++) {
      if (attempt > 1) await sleep(backoffMs(attempt - 1, DELAYS), undefined, { signal });
      const outcomes = await sendBulk(client, alias, left, signal);
      const refused = left.filter((_, i) => typeof outcomes[i] === 'string');
      if (refused.length > 0 && attempt === ATTEMPTS) {
        const reason = outcomes.find((outcome) => typeof outcome === 'string');
        throw new UnavailableError(`Elasticsearch cannot write records now: ${reason} [index=${alias}]`);
      }
      for (const [i, write] of left.entries()) written.set(write, outcomes[i] === true);
      left = refused;
    }
  }
  return writes.map((write) => written.get(write) === true);
}

const NEWLINE = Buffer.from('\n');

interface BulkAnswer {
  items: Record<string, { status: number; error?: unknown }>[];
}

/** For each: written, not written because of its version, or the reason of a temporary rejection. */
async function sendBulk(
  client: ElasticsearchClient,
  alias: string,
  writes: readonly DocumentWrite[],
  signal: AbortSignal,
): Promise<(boolean | string)[]> {
  const lines = writes.flatMap(({ id, version, source }) => {
    const target = `{"_id":${JSON.stringify(id)},"version":${version},"version_type":"external"}`;
    if (source === null) return bytesOf(`{"delete":${target}}\n`);
    return [bytesOf(`{"index":${target}}\n`), source, NEWLINE];
  });
  const { body } = await client.request<BulkAnswer>({
    method: 'POST',
    path: `/${alias}/_bulk`,
    query: { require_alias: true, filter_path: 'items.*.status,items.*.error.type,items.*.error.reason' },
    body: Buffer.concat(lines),
    signal,
  });
  return body.items.map((item, i) => {
    const { status = 500, error } = Object.values(item)[0] ?? {};
    if (status < 300) return true;
    // A document that is to be removed is gone.
    if (status === 404 && error === undefined && writes[i]?.source === null) return true;
    if (status === 409) return false;
    const { type, reason } = readErrorCause(error);
    if (isPassing(status, type)) return reason;
    if (status === 404) throw new ElasticsearchError(status, { type, reason }, `POST /${alias}/_bulk`);
    throw new InvalidRequestError('invalid_record', `Elasticsearch rejected a record: ${reason}`);
  });
}
