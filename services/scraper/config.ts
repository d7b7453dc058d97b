import type { Records } from '#ports/records.ts';
import type { Variable, Variables } from '#runtime/config/variable.ts';
import { choice } from '#runtime/config/variable.ts';
import { ALERT_VARIABLES } from './alerts/alert-config.ts';
import { describeUserAgent } from './fetch/user-agent.ts';
import { PLANS } from './schedule/plans.ts';
import type { BudgetOverrides } from './sources/budget/budget-overrides.ts';
import { budgetOverrides } from './sources/budget/budget-overrides.ts';
import type { OpenSources } from './sources/open-sources.ts';
import { openSources } from './sources/open-sources.ts';
import { LIVE_SOURCES } from './sources/registry.ts';

export const SCRAPER_NEEDS = ['queue', 'records', 'objects', 'suppressions'] as const;

const CONTACT: Variable<string | null> = {
  name: 'CONTACT',
  meaning: 'your e-mail address or URL, sent to live sources and the hosts of pictures',
  alternatives: [],
  read(environment) {
    const contact = environment.get('CONTACT') ?? null;
    if (contact !== null && !/^[\x21-\x7e]{1,200}$/.test(contact)) {
      environment.fault('CONTACT', 'expected an e-mail address or a URL of at most 200 characters');
    }
    return contact;
  },
};

/** The variables of every live source, as `SOURCE.KEY`. */
const SOURCE_VARIABLES: Variables = Object.fromEntries(
  LIVE_SOURCES.flatMap(({ name, variables }) =>
    Object.entries(variables).map(([key, variable]) => [`${name}.${key}`, variable]),
  ),
);

const BUDGET_NAMES = LIVE_SOURCES.flatMap(({ name, budgets }) => budgets.map((one) => `${name}.${one.name}`));

export const SCRAPER_VARIABLES = {
  ...SOURCE_VARIABLES,
  sourceBudgets: budgetOverrides(BUDGET_NAMES),
  avatarFetch: choice('AVATAR_FETCH', {
    choices: ['on', 'off'],
    fallback: 'on',
    meaning: '`on` or `off`: fetch pictures that profiles name by URL; default `on`',
  }),
  contact: CONTACT,
  ...ALERT_VARIABLES,
  plans: PLANS,
  keepContacts: choice('KEEP_CONTACTS', {
    choices: ['on', 'off'],
    fallback: 'off',
    meaning: '`on` or `off`: keep e-mail addresses and phone numbers in bios and posts; default `off`',
  }),
};

/** How pictures are fetched; `null` when they are not. */
export function avatarOptions(
  { avatarFetch, contact }: { avatarFetch: 'on' | 'off'; contact: string | null },
  version: string,
): { userAgent: string } | null {
  return avatarFetch === 'on' ? { userAgent: describeUserAgent(version, contact) } : null;
}

export { alertSettings } from './alerts/alert-config.ts';

/** How files at an address are read: by command alone, and therefore always. */
export function inputOptions(
  { contact }: { contact: string | null },
  version: string,
): { userAgent: string } {
  return { userAgent: describeUserAgent(version, contact) };
}

/** The live sources with the values of their variables. `now` in epoch milliseconds. */
export function configureSources(
  config: Readonly<Record<string, unknown>> & { contact: string | null; sourceBudgets: BudgetOverrides },
  { version, records, now = Date.now }: { version: string; records: Records; now?: () => number },
): OpenSources {
  const configs = LIVE_SOURCES.map(({ name, variables }) => {
    const values = Object.keys(variables).map((key) => [key, config[`${name}.${key}`]]);
    return [name, Object.fromEntries(values)];
  });
  return openSources({
    configs: Object.fromEntries(configs),
    userAgent: describeUserAgent(version, config.contact),
    budgets: config.sourceBudgets,
    records,
    now,
  });
}
