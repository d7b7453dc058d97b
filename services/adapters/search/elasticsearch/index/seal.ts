import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { IndexMeta } from './check-mapping.ts';
import type { FoundIndex } from './current-index.ts';
import { APPLICATION } from './definition.ts';

/** A rebuild may keep an index sealed for half as long; writers take off the seal of one that was killed after this. */
export const SEAL_MS = 30_000;

const WRITE_BLOCK = 'index.blocks.write';

/**
 * Makes an index refuse writes. When it resolves, every write that was answered is in it and none is under way: so
 * what is copied from it then is complete. The mark tells a seal from a block that an operator has set.
 */
export async function seal(
  client: ElasticsearchClient,
  { name, meta }: FoundIndex,
  nowMs: number,
): Promise<void> {
  await mark(client, name, { ...meta, sealed_at: nowMs });
  await client.request({ method: 'PUT', path: `/${name}/_block/write` });
}

export async function unseal(client: ElasticsearchClient, { name, meta }: FoundIndex): Promise<void> {
  await client.request({ method: 'PUT', path: `/${name}/_settings`, body: { [WRITE_BLOCK]: null } });
  const { sealed_at: _, ...rest } = meta ?? {};
  await mark(client, name, rest);
}

/** Whether a rebuild that may still run has sealed one of the indexes. */
export function isSealed(indexes: readonly FoundIndex[], nowMs: number): boolean {
  return indexes.some(({ meta }) => meta?.sealed_at !== undefined && nowMs - meta.sealed_at <= SEAL_MS);
}

/** Takes off the seals that rebuilds left behind when they were killed. */
export async function removeStaleSeals(
  client: ElasticsearchClient,
  indexes: readonly FoundIndex[],
  nowMs: number,
): Promise<void> {
  for (const index of indexes) {
    const sealedAt = index.meta?.sealed_at;
    if (sealedAt !== undefined && nowMs - sealedAt > SEAL_MS) await unseal(client, index);
  }
}

async function mark(client: ElasticsearchClient, name: string, meta: IndexMeta): Promise<void> {
  await client.request({
    method: 'PUT',
    path: `/${name}/_mapping`,
    body: { _meta: { application: APPLICATION, ...meta } },
  });
}
