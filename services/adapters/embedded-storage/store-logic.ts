import type { DatabaseSync } from 'node:sqlite';
import type { EmbeddedStore } from '#contract/embedded-stores.ts';

/** A method as its store runs it: one argument in, one value out. */
export type StoreFunction = (args: never) => unknown;

/**
 * How long a method's answer must outlive. `disk`: it has reached the disk, no loss of power undoes it. `process`: the
 * end of this process does not undo it, and what a loss of power undoes comes about again by itself.
 */
export type Survives = 'disk' | 'process';

/**
 * One method of a store, run on the storage thread. `read` changes nothing and takes no lock; `write` runs in the
 * transaction of its group and is answered after the commit; `wait` does so as soon as `canRun` holds, which is
 * looked at again after each commit here, each commit of another process, and at the time `recheckAtMs` names.
 */
export type StoreMethod<F extends StoreFunction = StoreFunction> =
  | { kind: 'read'; run: F }
  | { kind: 'write'; survives: Survives; run: F }
  | {
      kind: 'wait';
      survives: Survives;
      run: F;
      canRun(args: Parameters<F>[0]): boolean;
      recheckAtMs?(args: Parameters<F>[0]): number;
    };

/** One method for each function of `Calls`. */
export type StoreMethods<Calls> = {
  [K in keyof Calls]: Calls[K] extends StoreFunction ? StoreMethod<Calls[K]> : never;
};

/** Work of a store that comes by time. */
export interface Upkeep {
  /** Epoch milliseconds of the next look; `waiting` says whether any call waits. */
  nextAtMs(waiting: boolean): number;
  /** Looks without the write lock: is there anything to write? */
  isDue(): boolean;
  run(): void;
}

/** What one kind of store does. Synchronous; what it keeps in memory must follow the file after a rollback. */
export interface StoreLogic {
  methods: Record<string, StoreMethod>;
  upkeep?: Upkeep;
  /** The transaction was undone: forget what was derived from it. */
  rolledBack?(): void;
  /** In the last transaction before the file is let go of. */
  close?(): void;
}

/** A kind of store: its file's layout and what it does. */
export interface StoreKind<Options> {
  /** As error messages name it. */
  name: string;
  store: EmbeddedStore;
  /** Marks the file as this kind of store. */
  applicationId: number;
  /** Layout version; a file with a higher one is refused. */
  version: number;
  pageSize: number;
  cacheKib: number;
  /** SQL that makes an empty file one of `version`. */
  create: string;
  /** SQL from the layout before to the one after: the first makes layout 2 of layout 1. */
  migrations: readonly string[];
  start(database: DatabaseSync, options: Options): StoreLogic;
}
