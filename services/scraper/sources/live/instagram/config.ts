import type { Variable } from '#runtime/config/variable.ts';
import { secret } from '#runtime/config/variable.ts';
import { requestBudget } from '#scraper/sources/budget/request-budget.ts';
import { baseUrl } from '../base-url.ts';

const ACCOUNT: Variable<string | null> = {
  name: 'INSTAGRAM_ACCOUNT_ID',
  meaning: 'id of your professional Instagram account; requests to Business Discovery use it',
  alternatives: [],
  read(environment) {
    const id = environment.get('INSTAGRAM_ACCOUNT_ID') ?? null;
    if (id === null || /^\d{1,20}$/.test(id)) return id;
    environment.fault('INSTAGRAM_ACCOUNT_ID', `expected digits, got "${id}"`);
    return null;
  },
};

export const INSTAGRAM_VARIABLES = {
  base: baseUrl(
    'INSTAGRAM_URL',
    'https://graph.facebook.com/v25.0',
    'Graph API, with its version, that the source `instagram` queries',
  ),
  token: secret(
    'INSTAGRAM_TOKEN',
    'access token; enables the source `instagram`, together with `INSTAGRAM_ACCOUNT_ID`',
  ),
  account: ACCOUNT,
};

/** 200 requests an hour for a token: https://developers.facebook.com/docs/graph-api/overview/rate-limiting. */
export const INSTAGRAM_BUDGETS = [requestBudget(4_800)];

export function missingSettings({ token, account }: Readonly<Record<string, unknown>>): string | null {
  const missing = [token == null && 'INSTAGRAM_TOKEN', account == null && 'INSTAGRAM_ACCOUNT_ID'].filter(
    Boolean,
  );
  return missing.length === 0 ? null : `set ${missing.join(' and ')}`;
}
