import type { Variable } from '#runtime/config/variable.ts';
import type { BudgetRule } from './budget-rule.ts';

/** Limits by `source.budget`. */
export type BudgetOverrides = Readonly<Record<string, number>>;

/** `SOURCE_BUDGETS`: `youtube.units=5000,bluesky.requests=1000`. `known` lists every `source.budget`. */
export function budgetOverrides(known: readonly string[]): Variable<BudgetOverrides> {
  return {
    name: 'SOURCE_BUDGETS',
    meaning: `daily budgets of live sources, e.g. \`youtube.units=5000\`, separated by commas; known: ${known.join(', ')}`,
    alternatives: [],
    read(environment) {
      const entries = (environment.get('SOURCE_BUDGETS') ?? '')
        .split(',')
        .filter((text) => text.trim() !== '');
      return Object.fromEntries(
        entries.flatMap((entry) => {
          const [, name = '', limit] = /^\s*([a-z.]+)\s*=\s*(\d{1,9})\s*$/.exec(entry) ?? [];
          if (known.includes(name)) return [[name, Number(limit)]];
          environment.fault('SOURCE_BUDGETS', `expected SOURCE.BUDGET=NUMBER, got "${entry.trim()}"`);
          return [];
        }),
      );
    },
  };
}

/** The rules of one source with the operator's limits. */
export function applyOverrides(
  source: string,
  rules: readonly BudgetRule[],
  overrides: BudgetOverrides,
): BudgetRule[] {
  return rules.map((rule) => ({ ...rule, perDay: overrides[`${source}.${rule.name}`] ?? rule.perDay }));
}
