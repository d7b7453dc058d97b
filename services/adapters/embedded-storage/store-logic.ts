import type { DatabaseSync } from 'node:sqlite';

/** A method as its store runs it: one argument in, one value out. */
export type StoreFunction = (args: never) => unknown;

/**
 * What the result of a method must survive. `disk`: a power failure. `process`: the end of this process; after a power
 * failure the system recovers the loss by itself.
 */
export type Survives = 'disk' | 'process';

/**
 * One method of a store, run on the storage thread. `read` changes nothing and takes no lock. `write` runs in the
 * transaction of its group and resolves after the commit. `wait` does so as soon as `canRun` returns true; it is checked
 * after each commit of this and of other processes, and at the time of `performance.now()` that `recheckAtMs` returns. What `grows` is refused
 * with `UnavailableError` while the disk has too little room.
 */
export type StoreMethod<F extends StoreFunction = StoreFunction> =
  | { kind: 'read'; run: F }
  | { kind: 'write'; survives: Survives; grows?: boolean; run: F }
  | {
      kind: 'wait';
      survives: Survives;
      grows?: boolean;
      run: F;
      canRun(args: Parameters<F>[0]): boolean;
      recheckAtMs?(args: Parameters<F>[0]): number;
    };

/** One method for each function of `Calls`. */
export type StoreMethods<Calls> = {
  [K in keyof Calls]: Calls[K] extends StoreFunction ? StoreMethod<Calls[K]> : never;
};

/** Periodic work of a store. */
export interface Upkeep {
  /** Time of the next check, by `performance.now()`: a clock that is set does not move it. `waiting`: whether any call waits. */
  nextAtMs(waiting: boolean): number;
  /** Whether there is anything to write. Takes no lock. */
  isDue(): boolean;
  run(): void;
}

/** The logic of one kind of store. Synchronous. Its memory must match the file after a rollback. */
export interface StoreLogic {
  methods: Record<string, StoreMethod>;
  upkeep?: Upkeep;
  /** Called after a rollback: discard state that the transaction changed. */
  rolledBack?(): void;
  /** Runs in the last transaction before the file is closed. */
  close?(): void;
}

/** A kind of store: its file's layout and what it does. */
export interface StoreKind<Options> {
  /** Name in error messages. */
  name: string;
  store: 'queue' | 'records';
  /** Marks the file as this kind of store. */
  applicationId: number;
  /** Layout version; a file with a higher one is refused. */
  version: number;
  pageSize: number;
  cacheKib: number;
  /** SQL that makes an empty file one of `version`. */
  create: string;
  /** SQL from each layout to the next: the first migrates layout 1 to layout 2. */
  migrations: readonly string[];
  start(database: DatabaseSync, options: Options): StoreLogic;
}
