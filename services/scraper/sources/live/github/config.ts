import { secret } from '#runtime/config/variable.ts';
import { requestBudget } from '#scraper/sources/budget/request-budget.ts';
import { baseUrl } from '../base-url.ts';

export const GITHUB_VARIABLES = {
  base: baseUrl('GITHUB_URL', 'https://api.github.com', 'REST API that the source `github` queries'),
  // Not GITHUB_TOKEN: that one is often set for other purposes, with more rights than this needs.
  token: secret(
    'GITHUB_READ_TOKEN',
    'token of the source `github`, without any permission: 5,000 requests an hour instead of 60',
  ),
};

/** Well below the 120,000 requests a day that a token allows: the rest is the operator's. */
export const GITHUB_BUDGETS = [requestBudget(50_000)];
