import type { Tier } from '#domain/tier.ts';
import { TIERS } from '#domain/tier.ts';
import { DURATION_PATTERN } from '#lib/duration.ts';

/** What the operator plans for one live source. Durations are texts such as `6h` or `1d`. */
export interface SourcePlan {
  /** Topics that are discovered again and again. */
  topics?: readonly string[];
  /** Time between two discoveries of a topic. */
  every?: string;
  /** Profiles to keep in one discovery of a topic. */
  limit?: number;
  min_followers?: number;
  /** `false`: profiles are not refreshed. By tier: the time between two refreshes. */
  refresh?: boolean | Partial<Record<Tier | 'small', string>>;
}

/** By name of the source. */
export type SourcePlans = Readonly<Record<string, SourcePlan>>;

export const DEFAULT_EVERY = '1d';
export const DEFAULT_PLANNED_LIMIT = 200;

/**
 * Keys of `sources.NAME` in the settings that become the scraper's variable `NAME_KEY`: `bluesky: {url: …}` is
 * `BLUESKY_URL`. Never a credential: those stay in the environment or in a Secret.
 */
export const SOURCE_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  bluesky: ['url'],
  github: ['url'],
  instagram: ['url', 'account_id'],
  mastodon: ['instances'],
  youtube: ['url', 'policy'],
};

/** Needs no key. */
export const DEFAULT_SOURCE = 'bluesky';
export const BLUESKY_URL = 'https://public.api.bsky.app';

/** Address of the default source, as set. */
export function sourceUrl(name: typeof DEFAULT_SOURCE, sources: SourcesSetting): string {
  return String(sources[name]?.url ?? BLUESKY_URL);
}

/** Daily limits of a source, by name of the budget: `{requests: 20000}`. */
const BUDGETS = {
  type: 'object',
  additionalProperties: false,
  patternProperties: { '^[a-z]+$': { type: 'integer', minimum: 0, maximum: 999_999_999 } },
};
const duration = { type: 'string', pattern: DURATION_PATTERN };
const plan = {
  topics: { type: 'array', maxItems: 20, items: { type: 'string', minLength: 1, maxLength: 200 } },
  every: duration,
  limit: { type: 'integer', minimum: 1, maximum: 2_000 },
  min_followers: { type: 'integer', minimum: 0 },
  refresh: {
    type: ['boolean', 'object'],
    additionalProperties: false,
    properties: Object.fromEntries(['small', ...TIERS].map((tier) => [tier, duration])),
  },
} as const;

/** JSON Schema of `SOURCES`: the plans by source. Unknown sources are refused where the sources are known. */
export const SOURCE_PLANS_SCHEMA = {
  type: 'object',
  additionalProperties: { type: 'object', additionalProperties: false, properties: plan },
};

/** JSON Schema of `sources` in the settings: plans and the options of each source. */
export const SOURCES_SETTING_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(SOURCE_OPTIONS).map(([name, options]) => [
      name,
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          ...plan,
          budgets: BUDGETS,
          ...Object.fromEntries(
            options.map((key) => [
              key,
              {
                type: ['string', 'integer', 'array'],
                pattern: '\\S',
                items: { type: 'string', pattern: '^[^,\\s]+$' },
              },
            ]),
          ),
        },
      },
    ]),
  ),
};

export type SourcesSetting = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The scraper's variables for the setting: `SOURCES` with the plans, `SOURCE_BUDGETS`, and one for each option of a
 * source.
 */
export function variablesOfSources(sources: SourcesSetting): Record<string, string> {
  const variables: Record<string, string> = {};
  const plans: Record<string, object> = {};
  const budgets = Object.entries(sources).flatMap(([name, given]) =>
    Object.entries(given.budgets ?? {}).map(([budget, limit]) => `${name}.${budget}=${limit}`),
  );
  if (budgets.length > 0) variables.SOURCE_BUDGETS = budgets.join(',');
  for (const [name, given] of Object.entries(sources)) {
    const options = SOURCE_OPTIONS[name] ?? [];
    for (const key of options.filter((one) => given[one] !== undefined))
      variables[`${name}_${key}`.toUpperCase()] = [given[key]].flat().join(',');
    const planned = Object.entries(given).filter(([key]) => key !== 'budgets' && !options.includes(key));
    if (planned.length > 0) plans[name] = Object.fromEntries(planned);
  }
  if (Object.keys(plans).length > 0) variables.SOURCES = JSON.stringify(plans);
  return variables;
}
