import { randomUUID } from 'node:crypto';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { UnavailableError } from '#ports/errors.ts';
import { vectorAlias } from '../index/add-vector-fields.ts';
import type { FoundIndex, IndexTarget } from '../index/current-index.ts';
import { findIndexes, numberOf } from '../index/current-index.ts';
import { APPLICATION, FILLING_SETTINGS, indexDefinition, MAPPING_VERSION } from '../index/definition.ts';

/** The index that this rebuild fills, and its right to do so. */
export interface Claim {
  index: string;
  /** An alias that only this rebuild knows: once another has taken over, it leads nowhere. */
  alias: string;
  /** Stops the signs of life. */
  end(): void;
}

/** A rebuild that gave no sign for this long was killed. */
const STALE_MS = 30_000;
const BEAT_MS = 5_000;

/** The alias of the index that is being filled: deletions go there too. */
export function fillingAlias(alias: string): string {
  return `${alias}-filling`;
}

/**
 * Makes the index to fill, after removing what killed rebuilds have left. Throws `UnavailableError` while another
 * rebuild is already running.
 */
export async function claimRebuild(target: IndexTarget, current: readonly FoundIndex[]): Promise<Claim> {
  const { client, alias } = target;
  const filling = fillingAlias(alias);
  const underWay = (await findIndexes({ client, alias: filling })).filter(isAlive);
  if (underWay.length > 0) throw busy(underWay[0]?.name ?? filling);
  await removeLeftOvers(target, current);

  const holder = randomUUID();
  const index = `${alias}-${Math.max(0, ...current.map(({ name }) => numberOf(name))) + 1}`;
  const own = `${filling}-${holder}`;
  const meta = () => ({ rebuild: { holder, beat_at: Date.now() } });
  try {
    await client.request({
      method: 'PUT',
      path: `/${index}`,
      body: {
        ...indexDefinition(FILLING_SETTINGS, meta()),
        aliases: { [filling]: {}, [own]: {}, [vectorAlias(index)]: {} },
      },
    });
  } catch (error) {
    // The first to create the index wins.
    if (error instanceof ElasticsearchError && error.type === 'resource_already_exists_exception')
      throw busy(index);
    throw error;
  }
  const beat = async () => {
    const _meta = { application: APPLICATION, mapping_version: MAPPING_VERSION, ...meta() };
    await client.request({ method: 'PUT', path: `/${own}/_mapping`, body: { _meta } });
  };
  // A sign that does not get through is followed by others; without any, the rebuild counts as killed.
  const timer = setInterval(() => void beat().catch(() => {}), BEAT_MS);
  timer.unref();
  return { index, alias: own, end: () => clearInterval(timer) };
}

function isAlive({ meta }: FoundIndex): boolean {
  return meta?.rebuild !== undefined && Date.now() - meta.rebuild.beat_at < STALE_MS;
}

function busy(index: string): UnavailableError {
  return new UnavailableError(`A rebuild of the search index is already running [index=${index}]`);
}

/** Indexes of killed rebuilds, and those that a finished one could not delete any more. */
async function removeLeftOvers(
  { client, alias }: IndexTarget,
  current: readonly FoundIndex[],
): Promise<void> {
  const inUse = new Set(current.map(({ name }) => name));
  for (const { name, meta } of await findIndexes({ client, alias: `${alias}-*` })) {
    const numbered = name.startsWith(`${alias}-`) && /^\d+$/.test(name.slice(alias.length + 1));
    if (!numbered || inUse.has(name) || meta?.application !== APPLICATION) continue;
    await client.request({ method: 'DELETE', path: `/${name}`, accept: [404] });
  }
}
