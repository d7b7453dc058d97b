import { profileKey } from '#contract/profile-record.ts';
import type { Records } from '#ports/records.ts';
import { aliasKey } from '../record/alias.ts';
import { rememberHandles } from '../record/earlier-handles.ts';
import type { BatchPlan, ProfileChange } from './batch.ts';

export interface Written {
  /** Profiles whose record is durable, each with its current revision. */
  written: { change: ProfileChange; revision: number }[];
  /** Profiles that another writer changed in the meantime; they need a new plan. */
  outdated: ProfileChange[];
}

/**
 * Writes records, then checks the handles whose native id is new: a writer that did not know the alias yet may have
 * put a record under the handle after this batch was read, and no later step would find it.
 */
export async function writePlan(records: Records, plan: BatchPlan): Promise<Written> {
  const { profiles: planned, aliases } = plan;
  const profiles = planned.map(({ change }) => change);
  const changed = planned.filter(({ change }) => change.changed);
  // List the handle first: a listed handle without an alias is harmless.
  await rememberHandles(records, new Map(profiles.map(({ id, earlier }) => [id, earlier])));
  const results = await records.put([
    ...changed.map(({ change: { id, revision }, value, parts }) => ({
      key: profileKey(id),
      value,
      parts,
      expectedRevision: revision,
    })),
    ...aliases.map(({ handle, value, revision }) => ({
      key: aliasKey(handle),
      value,
      expectedRevision: revision,
    })),
  ]);
  const revisions = new Map(results.map((result) => [result.key, result.ok ? result.revision : undefined]));
  const unsettled = new Set(
    aliases.map(({ handle }) => handle).filter((handle) => revisions.get(aliasKey(handle)) === undefined),
  );
  for (const handle of await filledMeanwhile(
    records,
    profiles,
    aliases.map(({ handle }) => handle),
  )) {
    unsettled.add(handle);
  }

  const outcome: Written = { written: [], outdated: [] };
  for (const change of profiles) {
    const revision = change.changed ? revisions.get(profileKey(change.id)) : change.revision;
    const settled = change.events.every(
      ({ identity }) => !identity.handle || !unsettled.has(identity.handle),
    );
    if (revision === undefined || !settled) outcome.outdated.push(change);
    else outcome.written.push({ change, revision });
  }
  return outcome;
}

/** The handles that hold a record, or a revision of it, that no profile has joined. */
async function filledMeanwhile(
  records: Records,
  profiles: readonly ProfileChange[],
  handles: readonly string[],
): Promise<string[]> {
  if (handles.length === 0) return [];
  const joined = new Map(
    profiles.flatMap(({ folded }) => folded.map(({ handle, revision }) => [handle, revision])),
  );
  const entries = await records.get(handles.map(profileKey));
  return handles.filter((handle, i) => entries[i] && entries[i].revision !== joined.get(handle));
}
