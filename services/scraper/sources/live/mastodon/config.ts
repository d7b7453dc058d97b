import type { Variable } from '#runtime/config/variable.ts';
import { secret } from '#runtime/config/variable.ts';
import { requestBudget } from '#scraper/sources/budget/request-budget.ts';
import { isAllowedBase } from '../base-url.ts';
import { isDomain } from './domain.ts';

const DEFAULT_INSTANCES = 'mastodon.social';

/** Domain of an instance, and the URL where it answers. */
export interface InstanceAddress {
  domain: string;
  base: URL;
}

const INSTANCES: Variable<InstanceAddress[]> = {
  name: 'MASTODON_INSTANCES',
  meaning: `Mastodon instances that the source \`mastodon\` searches: \`DOMAIN\` or \`DOMAIN=URL\`, separated by commas; default ${DEFAULT_INSTANCES}`,
  alternatives: [],
  read(environment) {
    const text = environment.get('MASTODON_INSTANCES') ?? DEFAULT_INSTANCES;
    return text.split(',').flatMap((entry) => {
      const [name = '', address = `https://${name}/`] = entry.trim().split(/=(.*)/s);
      const domain = name.toLowerCase();
      const base = URL.parse(address);
      if (isDomain(domain) && base !== null && isAllowedBase(base)) return { domain, base };
      environment.fault(
        'MASTODON_INSTANCES',
        `expected DOMAIN or DOMAIN=URL with an https URL, got "${entry.trim()}"`,
      );
      return [];
    });
  },
};

export const MASTODON_VARIABLES = {
  instances: INSTANCES,
  token: secret('MASTODON_TOKEN', 'access token for the first of `MASTODON_INSTANCES`'),
};

/** Of all instances together. */
export const MASTODON_BUDGETS = [requestBudget(50_000)];
