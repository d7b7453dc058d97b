import { Compile } from 'typebox/compile';
import { MIN_FOLLOWERS } from '#contract/limits.ts';
import type { SourcePlan, SourcePlans } from '#contract/sources/source-plan.ts';
import { DEFAULT_EVERY, DEFAULT_PLANNED_LIMIT, SOURCE_PLANS_SCHEMA } from '#contract/sources/source-plan.ts';
import { durationOf } from '#lib/duration.ts';
import type { Variable } from '#runtime/config/variable.ts';
import { LIVE_SOURCES } from '../sources/registry.ts';

/** A plan with its defaults. Times in milliseconds. */
export interface ResolvedPlan {
  topics: readonly string[];
  everyMs: number;
  limit: number;
  minFollowers: number;
  refresh: SourcePlan['refresh'];
}

export type ResolvedPlans = Readonly<Record<string, ResolvedPlan>>;

/** The plans of all live sources; a source without one is refreshed, and discovers nothing by itself. */
export const PLANS: Variable<ResolvedPlans> = {
  name: 'SOURCES',
  meaning: 'plan of each live source as JSON: topics, cadence, refresh; see docs/sources.md',
  alternatives: [],
  read(environment) {
    const text = environment.get('SOURCES');
    const plans = text === undefined ? {} : parsePlans(text);
    if (typeof plans === 'string') environment.fault('SOURCES', plans);
    return resolvePlans(typeof plans === 'string' ? {} : plans);
  },
};

/** The text that says what is wrong, where it is not a valid plan. */
function parsePlans(text: string): SourcePlans | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `expected JSON: ${(error as Error).message}`;
  }
  const schema = Compile(SOURCE_PLANS_SCHEMA);
  if (!schema.Check(value)) {
    const [fault] = schema.Errors(value);
    return `${fault?.instancePath || '/'} ${fault?.message ?? ''}`.trim();
  }
  const plans = value as SourcePlans;
  const unknown = Object.keys(plans).find((name) => !LIVE_SOURCES.some((one) => one.name === name));
  if (unknown === undefined) return plans;
  return `unknown source "${unknown}"; known: ${LIVE_SOURCES.map(({ name }) => name).join(', ')}`;
}

function resolvePlans(plans: SourcePlans): ResolvedPlans {
  return Object.fromEntries(LIVE_SOURCES.map(({ name }) => [name, resolvePlan(plans[name] ?? {})]));
}

function resolvePlan(plan: SourcePlan): ResolvedPlan {
  return {
    topics: [...new Set(plan.topics)],
    everyMs: durationOf(plan.every ?? DEFAULT_EVERY) ?? 0,
    limit: plan.limit ?? DEFAULT_PLANNED_LIMIT,
    minFollowers: plan.min_followers ?? MIN_FOLLOWERS,
    refresh: plan.refresh ?? true,
  };
}
