import type { Static } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { DiscoveryStatus } from '#contract/sources/discovery.ts';
import type { Records } from '#ports/records.ts';
import type { RunStore } from '../jobs/run-store.ts';
import { createRunStore } from '../jobs/run-store.ts';

/**
 * A discovery run: everything that is needed to continue it after a crash. `pool` holds the accounts found so far; once the run reads, it is sorted by score and `next` points into it.
 */
const RunRecord = Type.Object({
  v: Type.Literal(1),
  ...DiscoveryStatus.properties,
  cursor: Type.Union([Type.String(), Type.Null()]),
  pages: Type.Integer({ minimum: 0 }),
  pool: Type.Array(Type.Object({ id: Type.String(), score: Type.Number() })),
  next: Type.Integer({ minimum: 0 }),
  /** Search around accounts that were kept: how many more, which come next, and those of the pages being read. */
  snowball: Type.Object({
    left: Type.Integer({ minimum: 0 }),
    best: Type.Array(Type.String()),
    wave: Type.Array(Type.String()),
    page_limit: Type.Integer({ minimum: 0 }),
  }),
});
export type RunRecord = Static<typeof RunRecord>;

const schema = Compile(RunRecord);

export type NewRun = Pick<RunRecord, 'id' | 'source' | 'topic' | 'seeds' | 'limit' | 'min_followers'> & {
  /** Kept accounts to search around at most. */
  snowball: number;
};

/** The record of a run that begins at `at`, epoch milliseconds. */
export function newRun({ snowball, ...wanted }: NewRun, at: number): RunRecord {
  return {
    v: 1,
    ...wanted,
    ...{ state: 'finding', found: 0, read: 0, kept: 0, reason: null, started_at: at, updated_at: at },
    dropped: { few_followers: 0, gone: 0, moved: 0, opted_out: 0, unreadable: 0 },
    ...{ cursor: null, pages: 0, pool: [], next: 0 },
    snowball: { left: snowball, best: [], wave: [], page_limit: 0 },
  };
}

export type DiscoveryStore = RunStore<RunRecord>;

/** Discovery runs in the records. */
export function createDiscoveryStore(records: Records): DiscoveryStore {
  return createRunStore(records, 'discovery:', (value) => schema.Check(value));
}

/** What others see of a run. */
export function statusOf(run: RunRecord): DiscoveryStatus {
  const { v, cursor, pages, pool, next, snowball, ...status } = run;
  return status;
}

export function isOver({ state }: Pick<RunRecord, 'state'>): boolean {
  return state !== 'finding' && state !== 'reading';
}
