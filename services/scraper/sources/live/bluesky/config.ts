import { BLUESKY_URL } from '#contract/sources/source-plan.ts';
import { requestBudget } from '#scraper/sources/budget/request-budget.ts';
import { baseUrl } from '../base-url.ts';

export const BLUESKY_VARIABLES = {
  base: baseUrl('BLUESKY_URL', BLUESKY_URL, 'AppView that the source `bluesky` queries'),
};

export const BLUESKY_BUDGETS = [requestBudget(100_000)];
