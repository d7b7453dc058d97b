// Long: one state machine, whose parts share the open store, the inbox and the waiting calls.
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { UnavailableError } from '#ports/errors.ts';
import type { ChangeWatcher } from './change-watcher.ts';
import { watchChanges } from './change-watcher.ts';
import { assertRoom, assertWritable } from './disk-fault.ts';
import { openDatabase } from './open-database.ts';
import { isBusy, isFull, isPortError, translateStoreError } from './storage-errors.ts';
import type { StoreCall, StoreRunner } from './store-call.ts';
import { missingStore } from './store-identity.ts';
import type { StoreKind, StoreLogic, Survives } from './store-logic.ts';
import { emptyLog, tidyFile } from './tidy-file.ts';

/** How long a call waits for transactions of other processes before it rejects with `UnavailableError`. */
const LOCK_DEADLINE_MS = 10_000;
const TIDY_EVERY_MS = 5_000;
/** The longest time a timer takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

interface OpenStore {
  database: DatabaseSync;
  logic: StoreLogic;
  watcher: ChangeWatcher;
  file: string;
}

/** Which file is at a path; empty for none. */
function fileAt(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}` : '';
}

export function createStoreRunner<Options>(
  path: string,
  kind: StoreKind<Options>,
  options: Options,
): StoreRunner {
  let open: OpenStore | undefined;
  let inbox: StoreCall[] = [];
  let waiting: StoreCall[] = [];
  let lockedSinceMs: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let tidyAtMs = Number.POSITIVE_INFINITY;

  const translate = (error: unknown) =>
    translateStoreError(error, { kind: kind.name, path, store: kind.store });

  /** Refuses work once the file is no longer at its path: what it would write is lost with the process. */
  const ensureOpen = () => {
    if (open && open.file !== fileAt(path)) throw missingStore({ store: kind.store, kind: kind.name, path });
    if (open) return open;
    const database = openDatabase(path, kind);
    const logic = kind.start(database, options);
    open = { database, logic, watcher: watchChanges(database, path, wake), file: fileAt(path) };
    return open;
  };

  /** Processes the inbox. When another process holds the lock, retries shortly with the calls that arrived since. */
  function advance(): void {
    let calls = inbox;
    inbox = [];
    try {
      const { logic } = ensureOpen();
      calls = refuseGrowth(calls, logic);
      // Reads come last, so that they see the writes which arrived before them.
      const isRead = (call: StoreCall) => logic.methods[call.method]?.kind === 'read';
      const writes = calls.filter((call) => !isRead(call));
      // Calls that need no disk sync run first, in a transaction of their own.
      const quick = writes.filter((call) => survives(call) === 'process');
      if (quick.length > 0) commit(quick, 'process');
      const rest = writes.filter((call) => !quick.includes(call));
      calls = [...rest, ...calls.filter(isRead)];
      commit(rest, 'disk');
      for (const call of calls.filter(isRead)) runAlone(call);
      lockedSinceMs = undefined;
    } catch (error) {
      lockedSinceMs ??= performance.now();
      if (isBusy(error) && performance.now() - lockedSinceMs < LOCK_DEADLINE_MS) {
        inbox = [...calls, ...inbox];
        clearTimeout(timer);
        timer = setTimeout(wake, 1 + Math.random() * 2);
        return;
      }
      lockedSinceMs = undefined;
      if (open && isFull(error)) emptyLog(open.database);
      const reason = translate(error);
      if (reason === error && calls.length > 1) runOneByOne(calls);
      else for (const call of calls) call.reject(reason);
    }
    schedule();
  }

  /** Rejects calls that would make the file grow while the disk has no room; returns the others. */
  function refuseGrowth(calls: readonly StoreCall[], logic: StoreLogic): StoreCall[] {
    const grows = (call: StoreCall) => {
      const method = logic.methods[call.method];
      return method !== undefined && method.kind !== 'read' && method.grows === true;
    };
    if (!calls.some(grows)) return [...calls];
    try {
      assertRoom(kind.name, path);
      return [...calls];
    } catch (error) {
      for (const call of calls) if (grows(call)) call.reject(error);
      return calls.filter((call) => !grows(call));
    }
  }

  /** Isolates the failing call, so that the others succeed. */
  function runOneByOne(calls: readonly StoreCall[]): void {
    for (const call of calls) {
      try {
        commit([call], survives(call));
      } catch (error) {
        call.reject(translate(error));
      }
    }
  }

  /** Ends waiting calls with an error. */
  function rejectWaiting(calls: ReadonlySet<StoreCall>, reason: unknown): void {
    waiting = waiting.filter((call) => !calls.has(call));
    for (const call of calls) call.reject(reason);
  }

  function runAlone(call: StoreCall): void {
    try {
      const value = open?.logic.methods[call.method]?.run(call.args as never);
      if (call.method === 'ping') assertWritable(kind.name, path);
      call.resolve(value);
    } catch (error) {
      call.reject(translate(error));
    }
  }

  const survives = (call: StoreCall): Survives => {
    const method = open?.logic.methods[call.method];
    return method === undefined || method.kind === 'read' ? 'disk' : method.survives;
  };

  const canRun = (call: StoreCall) => {
    const method = open?.logic.methods[call.method];
    return method?.kind === 'wait' && method.canRun(call.args as never);
  };

  /**
   * Runs the calls, and the waiting calls that can run, in one transaction. Answers them when the commit survives what
   * `until` requires. A transaction for `process` serves only waiting calls that require no more.
   */
  function commit(calls: readonly StoreCall[], until: Survives): void {
    const { database, logic } = ensureOpen();
    const isWait = (call: StoreCall) => logic.methods[call.method]?.kind === 'wait';
    const writes = calls.filter((call) => !isWait(call));
    let candidates = [...waiting, ...calls.filter(isWait)];
    const isServed = (call: StoreCall) => (until === 'disk' || survives(call) === 'process') && canRun(call);
    let upkeepIsDue = false;
    try {
      upkeepIsDue = logic.upkeep?.isDue() ?? false;
      if (writes.length === 0 && !upkeepIsDue && !candidates.some(isServed)) {
        waiting = candidates;
        return;
      }
    } catch (error) {
      if (!isBusy(error)) rejectWaiting(new Set(waiting), translate(error));
      throw error;
    }

    const attempted = new Set<StoreCall>();
    const answers: (() => void)[] = [];
    const run = (call: StoreCall) => {
      attempted.add(call);
      try {
        const method = logic.methods[call.method];
        if (method === undefined) throw new Error(`The ${kind.name} has no method ${call.method}`);
        const value = method.run(call.args as never);
        answers.push(() => call.resolve(value));
      } catch (error) {
        if (!isPortError(error)) throw error;
        answers.push(() => call.reject(error));
      }
    };
    database.exec(`PRAGMA synchronous = ${until === 'disk' ? 'FULL' : 'NORMAL'}; BEGIN IMMEDIATE`);
    try {
      if (upkeepIsDue) logic.upkeep?.run();
      for (const call of writes) run(call);
      // One call may unblock another: an acknowledged batch makes room for a waiting publisher.
      for (let progress = true; progress; ) {
        const left: StoreCall[] = [];
        for (const call of candidates) {
          if (isServed(call)) run(call);
          else left.push(call);
        }
        progress = left.length < candidates.length;
        candidates = left;
      }
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      logic.rolledBack?.();
      if (!isBusy(error))
        rejectWaiting(new Set(waiting.filter((call) => attempted.has(call))), translate(error));
      throw error;
    }
    waiting = candidates;
    tidyAtMs = Math.min(tidyAtMs, performance.now() + TIDY_EVERY_MS);
    for (const answer of answers) answer();
  }

  /** A connection that cannot undo its transaction is replaced. */
  function rollBack(database: DatabaseSync): void {
    try {
      if (database.isTransaction) database.exec('ROLLBACK');
    } catch {
      open?.watcher.close();
      open = undefined;
      database.close();
    }
  }

  /** Checks the waiting calls again. */
  function wake(): void {
    clearTimeout(timer);
    timer = undefined;
    if (open && performance.now() >= tidyAtMs) {
      tidyAtMs = tidyFile(open.database, path) ? performance.now() + TIDY_EVERY_MS : Number.POSITIVE_INFINITY;
    }
    if (open || inbox.length > 0) advance();
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!open) return;
    open.watcher.listen(waiting.length > 0);
    try {
      const atMs = nextLookMs(open.logic);
      if (atMs !== Number.POSITIVE_INFINITY) {
        timer = setTimeout(wake, Math.min(Math.max(0, atMs - performance.now()), MAX_TIMEOUT_MS));
      }
    } catch (error) {
      rejectWaiting(new Set(waiting), translate(error));
    }
  }

  function nextLookMs(logic: StoreLogic): number {
    const times = waiting.map((call) => {
      const method = logic.methods[call.method];
      return (
        (method?.kind === 'wait' && method.recheckAtMs?.(call.args as never)) || Number.POSITIVE_INFINITY
      );
    });
    return Math.min(
      tidyAtMs,
      logic.upkeep?.nextAtMs(waiting.length > 0) ?? Number.POSITIVE_INFINITY,
      ...times,
    );
  }

  return {
    submit(calls) {
      inbox.push(...calls);
      // While it waits for the lock, calls collect for the next attempt.
      if (lockedSinceMs === undefined) advance();
    },
    cancel(token) {
      const isMeant = (call: StoreCall) => call.token === token;
      for (const call of [...inbox, ...waiting].filter(isMeant)) call.cancelled();
      inbox = inbox.filter((call) => !isMeant(call));
      waiting = waiting.filter((call) => !isMeant(call));
    },
    close() {
      clearTimeout(timer);
      const closed = new UnavailableError(`The ${kind.name} is closed [path=${path}]`);
      for (const call of inbox) call.reject(closed);
      inbox = [];
      rejectWaiting(new Set(waiting), closed);
      if (!open) return;
      const { database, logic, watcher } = open;
      open = undefined;
      watcher.close();
      try {
        if (logic.close) {
          database.exec('PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE');
          logic.close();
          database.exec('COMMIT');
        }
      } catch {
        // Other processes recover the deliveries after this process has ended.
      } finally {
        database.close();
      }
    },
  };
}
