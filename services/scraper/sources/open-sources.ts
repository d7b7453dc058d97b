import type { SourceStatus } from '#contract/sources/sources.ts';
import { policyOf } from '#domain/source-policy.ts';
import type { Records } from '#ports/records.ts';
import type { BudgetOverrides } from './budget/budget-overrides.ts';
import { applyOverrides } from './budget/budget-overrides.ts';
import type { Budgets } from './budget/budgets.ts';
import { createBudgets } from './budget/budgets.ts';
import { journaledSource } from './journaled-source.ts';
import type { LiveSource } from './live/source.ts';
import type { SourceContext } from './live/source-context.ts';
import { SourceFault } from './live/source-fault.ts';
import type { LiveSourceEntry } from './registry.ts';
import { LIVE_SOURCES } from './registry.ts';
import { createSourceJournal } from './source-journal.ts';

/** The live sources of one process, each opened with the first call that needs it. */
export interface OpenSources {
  /** Rejects with a `SourceFault` for an unknown name, and for a source that is not configured. */
  get(name: string): Promise<LiveSource>;
  /** All sources in the order of the registry. `nextRunAt` is what the schedules say, epoch milliseconds. */
  list(nextRunAt?: (source: string) => number | null): Promise<SourceStatus[]>;
  /** One source; `undefined` for an unknown name. */
  status(name: string): Promise<SourceStatus | undefined>;
  close(): Promise<void>;
}

export interface OpenSourcesOptions {
  userAgent: string;
  /** Values of each source's variables, under its name. */
  configs: Readonly<Record<string, SourceContext['config']>>;
  /** Holds budgets and what was last heard of each source. */
  records: Records;
  budgets?: BudgetOverrides;
  /** Epoch milliseconds. */
  now(): number;
}

export function openSources(options: OpenSourcesOptions): OpenSources {
  const { configs, records, now, userAgent } = options;
  const journal = createSourceJournal(records, now);
  const opened = new Map<string, Promise<LiveSource>>();
  const ledgers = new Map<string, Budgets>();
  const configOf = ({ name }: LiveSourceEntry) => configs[name] ?? {};
  const budgetsOf = ({ name, budgets }: LiveSourceEntry): Budgets => {
    const rules = applyOverrides(name, budgets, options.budgets ?? {});
    const ledger = ledgers.get(name) ?? createBudgets({ records, source: name, rules, now });
    ledgers.set(name, ledger);
    return ledger;
  };

  const open = async (name: string): Promise<LiveSource> => {
    const entry = LIVE_SOURCES.find((one) => one.name === name);
    if (entry === undefined) {
      const names = LIVE_SOURCES.map((one) => one.name).join(', ');
      throw new SourceFault('invalid', `unknown source "${name}"; known: ${names}`);
    }
    const missing = entry.missing(configOf(entry));
    if (missing !== null) throw new SourceFault('forbidden', `the source ${name} is off: ${missing}`);
    const module = await entry.load();
    const { spend, settle } = budgetsOf(entry);
    return journaledSource(module.open({ userAgent, now, config: configOf(entry), spend }), journal, settle);
  };

  const statusOf = async (entry: LiveSourceEntry, nextRunAt: number | null): Promise<SourceStatus> => {
    const { name, about, platform, findsBy } = entry;
    const [budgets, { last_error, last_success_at }] = await Promise.all([
      budgetsOf(entry).read(),
      journal.read(name),
    ]);
    const missing = entry.missing(configOf(entry));
    const spent = budgets.find(({ left }) => left === 0);
    const isFailing = last_error !== null && last_error.at > (last_success_at ?? 0);
    const isResting = isFailing && (last_error.until ?? 0) > now();
    const [state, reason] =
      missing !== null
        ? (['off', missing] as const)
        : spent !== undefined
          ? ([
              'exhausted',
              `the daily budget of ${spent.limit} ${spent.unit} is used up until ${new Date(spent.resetsAt).toISOString()}`,
            ] as const)
          : isResting
            ? (['exhausted', last_error.message] as const)
            : isFailing && last_error.kind !== 'exhausted'
              ? (['failing', last_error.message] as const)
              : (['ready', null] as const);
    return {
      ...{ name, about, platform, state, reason },
      finds_by: [...findsBy],
      retention_days: policyOf(name).retentionDays,
      budgets: budgets.map(({ resetsAt, ...budget }) => ({ ...budget, resets_at: resetsAt })),
      ...{ last_success_at, last_error, next_run_at: nextRunAt },
    };
  };

  return {
    get(name) {
      const source = opened.get(name) ?? open(name);
      opened.set(name, source);
      // A name that is not known must not be remembered: names come from outside.
      source.catch(() => opened.delete(name));
      return source;
    },
    async status(name) {
      const entry = LIVE_SOURCES.find((one) => one.name === name);
      return entry && statusOf(entry, null);
    },
    list: (nextRunAt = () => null) =>
      Promise.all(LIVE_SOURCES.map((entry) => statusOf(entry, nextRunAt(entry.name)))),
    async close() {
      const sources = await Promise.allSettled(opened.values());
      await Promise.all(sources.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
    },
  };
}
