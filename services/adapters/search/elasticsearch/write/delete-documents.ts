import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { UnavailableError } from '#ports/errors.ts';
import { fillingAlias } from '../rebuild/claim.ts';
import { deleteForGoodLines, deleteLines } from './bulk-lines.ts';
import type { BulkOutcome } from './bulk-outcome.ts';
import type { BulkWriter } from './bulk-writer.ts';

export interface DeleteParts {
  client: ElasticsearchClient;
  alias: string;
  /** To the index in use. */
  writer: BulkWriter;
  /** To the index that a rebuild is filling. */
  fillingWriter: BulkWriter;
}

const MAX_ROUNDS = 10;

/**
 * Deletes in the index in use, then looks for a rebuild and deletes in its index too. In this order: a rebuild that is
 * not seen then reads the documents only afterwards. When the index was replaced meanwhile, it starts again.
 */
export async function deleteDocuments(ids: readonly string[], parts: DeleteParts): Promise<void> {
  if (ids.length === 0) return;
  const { client, alias, writer, fillingWriter } = parts;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const outcomes = await writer.write(ids.map(deleteLines));
    assertDone(outcomes);
    const { serving, filling } = await readAliases(client, alias);
    if (!outcomes.every((outcome) => outcome.kind === 'done' && serving.has(outcome.index))) continue;
    if (filling.size === 0) return;
    const inFilling = await fillingWriter.write(ids.map(deleteForGoodLines));
    // Gone: it has taken its place, or was given up.
    if (inFilling.some((outcome) => outcome.kind === 'passing' && outcome.gone)) continue;
    assertDone(inFilling);
    return;
  }
  throw new UnavailableError(`The search index was replaced repeatedly [index=${alias}]`);
}

function assertDone(outcomes: readonly BulkOutcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind === 'done' || outcome.kind === 'stale') continue;
    throw new UnavailableError(`Elasticsearch did not delete: ${outcome.reason}`);
  }
}

async function readAliases(
  client: ElasticsearchClient,
  alias: string,
): Promise<{ serving: Set<string>; filling: Set<string> }> {
  const filling = fillingAlias(alias);
  // Where one of the aliases is missing the status is 404, and the answer holds the other.
  const { body } = await client.request<
    Record<string, { aliases?: Record<string, unknown> } | string | number>
  >({
    method: 'GET',
    path: `/_alias/${alias},${filling}`,
    accept: [404],
  });
  const withAlias = (name: string) =>
    new Set(
      Object.entries(body)
        .filter(([, entry]) => typeof entry === 'object' && entry.aliases && name in entry.aliases)
        .map(([index]) => index),
    );
  return { serving: withAlias(alias), filling: withAlias(filling) };
}
