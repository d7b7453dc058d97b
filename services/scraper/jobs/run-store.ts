import type { Records } from '#ports/records.ts';

interface Run {
  id: string;
  /** Epoch milliseconds. */
  started_at: number;
}

export interface Stored<R> {
  run: R;
  revision: number;
}

/** Runs that continue after a crash, in the records. Calls reject with the errors of the records. */
export interface RunStore<R> {
  /** Does nothing if a run with this id exists. */
  create(run: R): Promise<void>;
  /** `null` if no run has this id, or if this version cannot read it. */
  read(id: string): Promise<Stored<R> | null>;
  /** `false` if another process has changed the run since it was read. */
  update(stored: Stored<R>, changes: Partial<R>): Promise<boolean>;
  /** Newest first. */
  list(): Promise<R[]>;
  remove(ids: readonly string[]): Promise<void>;
}

/** The runs whose keys begin with `prefix`. `isRun` checks a stored value. */
export function createRunStore<R extends Run>(
  records: Records,
  prefix: string,
  isRun: (value: unknown) => value is R,
): RunStore<R> {
  const parse = (value: string): R | null => {
    const run: unknown = JSON.parse(value);
    return isRun(run) ? run : null;
  };
  const put = async (run: R, expectedRevision: number): Promise<boolean> => {
    const [result] = await records.put([
      { key: prefix + run.id, value: JSON.stringify(run), expectedRevision },
    ]);
    return result?.ok === true;
  };
  return {
    async create(run) {
      await put(run, 0);
    },
    async read(id) {
      const [entry] = await records.get([prefix + id]);
      const run = entry === undefined ? null : parse(entry.value);
      return entry === undefined || run === null ? null : { run, revision: entry.revision };
    },
    update: ({ run, revision }, changes) => put({ ...run, ...changes }, revision),
    async list() {
      const runs: R[] = [];
      for await (const page of records.scan(prefix)) {
        for (const { value } of page) runs.push(...[parse(value)].filter((run) => run !== null));
      }
      return runs.sort((a, b) => b.started_at - a.started_at);
    },
    remove: (ids) => records.erase(ids.map((id) => prefix + id)),
  };
}
