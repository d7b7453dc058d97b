import type { Static } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { RefreshStatus } from '#contract/sources/refresh.ts';
import type { Records } from '#ports/records.ts';
import type { RunStore } from '../jobs/run-store.ts';
import { createRunStore } from '../jobs/run-store.ts';

const Target = Type.Object({ source: Type.String(), id: Type.String() });
export type RefreshTarget = Static<typeof Target>;

/** A refresh that was asked for, with everything that is needed to continue it after a crash. */
const RefreshRecord = Type.Object({
  v: Type.Literal(1),
  ...RefreshStatus.properties,
  /** Named profiles that are left; empty for other scopes. */
  targets: Type.Array(Target),
  /** Sources that are left; the first one is being read. Empty for named profiles. */
  sources: Type.Array(Type.String()),
  /** Position in the first source; `null` at its beginning. */
  after: Type.Union([Type.String(), Type.Null()]),
});
export type RefreshRecord = Static<typeof RefreshRecord>;

const schema = Compile(RefreshRecord);

export type RefreshStore = RunStore<RefreshRecord>;

/** Refreshes in the records. */
export function createRefreshStore(records: Records): RefreshStore {
  return createRunStore(records, 'refresh:', (value) => schema.Check(value));
}

/** The source that is being read. */
export function sourceNow({ targets, sources }: RefreshRecord): string | undefined {
  return targets[0]?.source ?? sources[0];
}

/** What others see of a refresh. */
export function statusOf(run: RefreshRecord): RefreshStatus {
  const { v, targets, sources, after, ...status } = run;
  return status;
}
