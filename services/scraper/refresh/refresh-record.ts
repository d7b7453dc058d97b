import type { Static } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { RefreshStatus } from '#contract/sources/refresh.ts';
import type { Records } from '#ports/records.ts';

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

export interface StoredRefresh {
  run: RefreshRecord;
  revision: number;
}

const PREFIX = 'refresh:';
const schema = Compile(RefreshRecord);

/** Refreshes in the records. Calls reject with the errors of the records. */
export interface RefreshStore {
  create(run: RefreshRecord): Promise<void>;
  /** `null` when there is none, or when it is not readable by this version. */
  read(id: string): Promise<StoredRefresh | null>;
  /** `false` when another process has changed it since it was read. */
  update(stored: StoredRefresh, changes: Partial<RefreshRecord>): Promise<boolean>;
  list(): Promise<RefreshRecord[]>;
  remove(ids: readonly string[]): Promise<void>;
}

export function createRefreshStore(records: Records): RefreshStore {
  const parse = (value: string): RefreshRecord | null => {
    const run: unknown = JSON.parse(value);
    return schema.Check(run) ? run : null;
  };
  const put = async (run: RefreshRecord, expectedRevision: number): Promise<boolean> => {
    const [result] = await records.put([
      { key: PREFIX + run.id, value: JSON.stringify(run), expectedRevision },
    ]);
    return result?.ok === true;
  };
  return {
    async create(run) {
      await put(run, 0);
    },
    async read(id) {
      const [entry] = await records.get([PREFIX + id]);
      const run = entry === undefined ? null : parse(entry.value);
      return entry === undefined || run === null ? null : { run, revision: entry.revision };
    },
    update: ({ run, revision }, changes) => put({ ...run, ...changes }, revision),
    async list() {
      const runs: RefreshRecord[] = [];
      for await (const page of records.scan(PREFIX)) {
        for (const { value } of page) runs.push(...[parse(value)].filter((run) => run !== null));
      }
      return runs;
    },
    remove: (ids) => records.erase(ids.map((id) => PREFIX + id)),
  };
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
