import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { CorruptStoreError, UnavailableError } from '#ports/errors.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import { checkMapping } from '../index/check-mapping.ts';
import type { CurrentIndex, FoundIndex, IndexTarget } from '../index/current-index.ts';
import { findIndexes } from '../index/current-index.ts';
import { APPLICATION, servingSettings } from '../index/definition.ts';
import { SEAL_MS, seal, unseal } from '../index/seal.ts';
import { upsertLines } from '../write/bulk-lines.ts';
import type { BulkWriter } from '../write/bulk-writer.ts';
import { createBulkWriter } from '../write/bulk-writer.ts';
import type { CarryVectors } from '../write/carry-vectors.ts';
import type { Claim } from './claim.ts';
import { claimRebuild, fillingAlias } from './claim.ts';
import { documentsOf, documentsSince, readCheckpoints } from './copy-changes.ts';

export interface RebuildParts extends IndexTarget {
  current: CurrentIndex;
  analyser: Analyser;
  /** The vectors of an index, for the documents of the next. */
  carryFrom(index: string): CarryVectors;
}

/** Changes of the present index that are copied while writers are held up; more are copied before. */
const FEW = 500;
const MAX_PASSES = 20;

/**
 * Fills a new index and puts it in the place of the present one.
 *
 * Other processes need not know of it. What they write to the present index is copied by its write numbers, first while
 * writing continues, and the rest while the index is sealed: writers then wait, until the alias leads to the new index.
 * A deletion is made in both. There a deletion carries the highest version, which holds against every document
 * that is still to come, until the last copy: from then on the new index takes profiles back in any version.
 */
export async function rebuild(
  documents: AsyncIterable<readonly SearchDocument[]>,
  parts: RebuildParts,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { client, alias, replicas } = parts;
  signal?.throwIfAborted();
  // First of all, so that everything written from now on is copied.
  const checkpoints = await readCheckpoints(client, alias);
  const present = await findPresent(parts);
  const claim = await claimRebuild(parts, [present]);
  const writer = createBulkWriter({ client, alias: claim.alias, onPassing: async () => {} });
  const filler = { writer, carry: parts.carryFrom(present.name), analyser: parts.analyser };
  let sealedAt: number | undefined;
  try {
    const usable = await isUsable(parts, present.name);
    let checkpoint = checkpoints.get(present.name) ?? -1;
    let written = 0;
    for await (const batch of documents) {
      signal?.throwIfAborted();
      written += (await put(batch, filler)).written;
    }
    signal?.throwIfAborted();

    /** Written again after a deletion that the new index still holds against it. */
    const heldBack = new Set<string>();
    const copy = async (from: number) => {
      let copied = 0;
      for await (const batch of documentsSince(client, present.name, from)) {
        for (const id of (await put(batch, filler)).stale) heldBack.add(id);
        copied += batch.length;
      }
      return copied;
    };
    for (let pass = 0, copied = FEW; usable && copied >= FEW && pass < MAX_PASSES; pass++) {
      signal?.throwIfAborted();
      const next = (await readCheckpoints(client, present.name)).get(present.name) ?? checkpoint;
      copied = await copy(checkpoint);
      checkpoint = next;
    }
    await configure(parts, claim.alias);
    if (usable) {
      sealedAt = Date.now();
      await seal(client, present, sealedAt);
      await copy(checkpoint);
      await put(await documentsOf(client, present.name, [...heldBack]), filler);
    }
    await client.request({ method: 'POST', path: `/${claim.alias}/_refresh` });
    if (sealedAt !== undefined && Date.now() - sealedAt > SEAL_MS / 2) {
      throw new UnavailableError(
        `The last step of the rebuild took too long; start it again [index=${alias}]`,
      );
    }
    await takePlace({ client, alias, replicas }, present, claim);
    sealedAt = undefined;
    return written;
  } catch (error) {
    await client.request({ method: 'DELETE', path: `/${claim.index}`, accept: [404] }).catch(() => {});
    if (sealedAt !== undefined) await unseal(client, present).catch(() => {});
    throw error;
  } finally {
    claim.end();
    parts.current.forget();
    await writer.close();
  }
}

/** The index in use, of this or an older version; an empty one is made where there is none. */
async function findPresent(parts: RebuildParts): Promise<FoundIndex> {
  try {
    await parts.current.ensure();
  } catch (error) {
    if (!(error instanceof CorruptStoreError)) throw error;
  }
  const [present] = await findIndexes(parts);
  if (present?.meta?.application === APPLICATION) return present;
  checkMapping(present?.name ?? parts.alias, present?.meta);
  throw new UnavailableError(`Another process is changing the search index [index=${parts.alias}]`);
}

/** An index whose data is lost can be neither read nor sealed. */
async function isUsable({ client }: IndexTarget, index: string): Promise<boolean> {
  const { body } = await client.request<{ status: string }>({
    method: 'GET',
    path: `/_cluster/health/${index}`,
    query: { filter_path: 'status' },
    accept: [408],
  });
  return body.status !== 'red';
}

async function configure({ client, replicas }: IndexTarget, index: string): Promise<void> {
  await client.request({
    method: 'PUT',
    path: `/${index}/_settings`,
    body: { index: servingSettings(replicas) },
  });
}

/** In one step for every query and every write that begins after it. */
async function takePlace({ client, alias }: IndexTarget, present: FoundIndex, claim: Claim): Promise<void> {
  const gone = (index: string, name: string) => ({ remove: { index, alias: name, must_exist: true } });
  await client.request({
    method: 'POST',
    path: '/_aliases',
    body: {
      actions: [
        gone(claim.index, claim.alias),
        gone(claim.index, fillingAlias(alias)),
        gone(present.name, alias),
        { add: { index: claim.index, alias } },
      ],
    },
  });
  // What cannot be deleted now is deleted by the next rebuild.
  await client.request({ method: 'DELETE', path: `/${present.name}`, accept: [404] }).catch(() => {});
}

interface Filler {
  writer: BulkWriter;
  carry: CarryVectors;
  analyser: Analyser;
}

async function put(
  documents: readonly SearchDocument[],
  { writer, carry, analyser }: Filler,
): Promise<{ written: number; stale: string[] }> {
  const fieldsOf = await carry(documents);
  const taken = documents.flatMap((document) => {
    try {
      return [{ id: document.profile.id, lines: upsertLines(document, analyser, fieldsOf(document)) }];
    } catch (error) {
      if (error instanceof TypeError) return [];
      throw error;
    }
  });
  const outcomes = await writer.write(taken.map(({ lines }) => lines));
  const passing = outcomes.find((outcome) => outcome.kind === 'passing');
  if (passing) throw new UnavailableError(`Elasticsearch cannot take documents now: ${passing.reason}`);
  return {
    written: outcomes.filter(({ kind }) => kind === 'done').length,
    stale: taken.filter((_, i) => outcomes[i]?.kind === 'stale').map(({ id }) => id),
  };
}
