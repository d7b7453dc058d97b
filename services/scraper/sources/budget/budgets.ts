import { setTimeout as sleep } from 'node:timers/promises';
import type { Static } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { backoffMs } from '#lib/async/backoff.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import { SourceFault } from '../live/source-fault.ts';
import type { BudgetRule } from './budget-rule.ts';
import { dayOf, endOfDay } from './budget-rule.ts';

/** One budget today. `resetsAt` in epoch milliseconds. */
export interface BudgetState {
  name: string;
  unit: string;
  limit: number;
  used: number;
  left: number;
  resetsAt: number;
}

/** The daily budgets of one source. The records hold what is used, so restarts and other scrapers share it. */
export interface Budgets {
  /**
   * Takes `cost` of the budget `name`. Rejects with an `exhausted` `SourceFault` that says when the next day begins,
   * with the errors of the records, or with the signal's reason.
   */
  spend(name: string, cost: number, signal: AbortSignal): Promise<void>;
  read(): Promise<BudgetState[]>;
  /** Gives back what this process has reserved and not spent. */
  settle(): Promise<void>;
}

export interface BudgetsOptions {
  records: Records;
  source: string;
  rules: readonly BudgetRule[];
  /** Epoch milliseconds. */
  now(): number;
}

const BudgetRecord = Type.Object({
  v: Type.Literal(1),
  day: Type.String(),
  used: Type.Integer({ minimum: 0 }),
});
const schema = Compile(BudgetRecord);

/** Attempts to change a record that other processes change too. */
const MAX_ATTEMPTS = 50;
const CONTENDED = { baseMs: 5, maxMs: 500 };

export function createBudgets({ records, source, rules, now }: BudgetsOptions): Budgets {
  const accounts = new Map(
    rules.map((rule) => [rule.name, createAccount(records, `budget:${source}:${rule.name}`, rule, now)]),
  );
  return {
    async spend(name, cost, signal) {
      const account = accounts.get(name);
      if (account === undefined) throw new TypeError(`${source} has no budget "${name}"`);
      const left = await account.take(cost, signal);
      if (left === null) return;
      const { unit, perDay } = account.rule;
      const resetsAt = endOfDay(account.rule, now());
      throw new SourceFault(
        'exhausted',
        `the daily budget of ${source} is used up: ${left} of ${perDay} ${unit} left, ${cost} needed; the next day begins ${new Date(resetsAt).toISOString()}`,
        { retryAfterMs: Math.max(0, resetsAt - now()), code: BUDGET_SPENT },
      );
    },
    read: () => Promise.all([...accounts.values()].map((account) => account.read())),
    async settle() {
      await Promise.all([...accounts.values()].map((account) => account.settle()));
    },
  };
}

/** The code of a fault that the operator ends by raising the budget. */
export const BUDGET_SPENT = 'BudgetSpent';

interface Account {
  rule: BudgetRule;
  /** `null` when it was taken; otherwise what is left. */
  take(cost: number, signal: AbortSignal): Promise<number | null>;
  read(): Promise<BudgetState>;
  settle(): Promise<void>;
}

function createAccount(records: Records, key: string, rule: BudgetRule, now: () => number): Account {
  /** Taken from the record and not spent yet. */
  let reserved = { day: '', count: 0 };
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: the calls of this process would only fail each other's writes. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = last.then(task, task);
    last = result.catch(() => {});
    return result;
  };

  const read = async (): Promise<{ used: number; entry: RecordEntry | undefined }> => {
    const [entry] = await records.get([key]);
    const value = entry === undefined ? null : parse(entry.value);
    return { used: value?.day === dayOf(rule, now()) ? value.used : 0, entry };
  };

  /** Changes the count of today by what `decide` says; `null` leaves it. */
  const change = async (
    decide: (used: number) => number | null,
    signal?: AbortSignal,
  ): Promise<{ used: number; isChanged: boolean }> => {
    for (let attempt = 1; ; attempt++) {
      const { used, entry } = await read();
      const next = decide(used);
      if (next === null) return { used, isChanged: false };
      const value = JSON.stringify({ v: 1, day: dayOf(rule, now()), used: next });
      const [put] = await records.put([{ key, value, expectedRevision: entry?.revision ?? 0 }]);
      if (put?.ok === true) return { used: next, isChanged: true };
      if (attempt >= MAX_ATTEMPTS) throw new SourceFault('passing', `other scrapers keep changing ${key}`);
      await sleep(backoffMs(attempt, CONTENDED), undefined, signal && { signal });
    }
  };

  const take = async (cost: number, signal: AbortSignal): Promise<number | null> => {
    signal.throwIfAborted();
    if (reserved.day !== dayOf(rule, now())) reserved = { day: dayOf(rule, now()), count: 0 };
    if (reserved.count < cost) {
      const missing = cost - reserved.count;
      let taken = 0;
      const { used, isChanged } = await change((before) => {
        const left = rule.perDay - before;
        taken = Math.min(left, Math.max(missing, rule.block));
        return left < missing ? null : before + taken;
      }, signal);
      if (!isChanged) return Math.max(0, rule.perDay - used) + reserved.count;
      reserved.count += taken;
    }
    reserved.count -= cost;
    return null;
  };

  return {
    rule,
    take: (cost, signal) => inTurn(() => take(cost, signal)),
    async read() {
      const { used } = await read();
      const own = reserved.day === dayOf(rule, now()) ? reserved.count : 0;
      const spent = Math.max(0, used - own);
      return {
        name: rule.name,
        unit: rule.unit,
        limit: rule.perDay,
        used: spent,
        left: Math.max(0, rule.perDay - spent),
        resetsAt: endOfDay(rule, now()),
      };
    },
    settle: () =>
      inTurn(async () => {
        const { day, count } = reserved;
        reserved = { day: '', count: 0 };
        if (count > 0 && day === dayOf(rule, now())) await change((used) => Math.max(0, used - count));
      }),
  };
}

function parse(text: string): Static<typeof BudgetRecord> | null {
  const value: unknown = JSON.parse(text);
  return schema.Check(value) ? value : null;
}
