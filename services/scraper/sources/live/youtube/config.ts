import { choice, secret } from '#runtime/config/variable.ts';
import type { BudgetRule } from '#scraper/sources/budget/budget-rule.ts';
import { baseUrl } from '../base-url.ts';

export const YOUTUBE_VARIABLES = {
  base: baseUrl(
    'YOUTUBE_URL',
    'https://www.googleapis.com/youtube/v3',
    'YouTube Data API that the source `youtube` queries',
  ),
  key: secret('YOUTUBE_API_KEY', 'API key; enables the source `youtube`, together with `YOUTUBE_POLICY`'),
  policy: choice('YOUTUBE_POLICY', {
    choices: ['', 'accepted'],
    fallback: '',
    meaning:
      '`accepted`: you accept the [policies of the YouTube API](https://developers.google.com/youtube/terms/developer-policies) for derived metrics; data is deleted after 30 days without a refresh',
  }),
};

const PACIFIC = 'America/Los_Angeles';

/**
 * The default quota of a project: 100 calls of `search.list`, and 10,000 units for all other methods, which cost 1 each
 * when they read. A day begins at midnight Pacific Time: https://developers.google.com/youtube/v3/determine_quota_cost.
 */
export const YOUTUBE_BUDGETS: readonly BudgetRule[] = [
  { name: 'units', unit: 'units', perDay: 10_000, timeZone: PACIFIC, block: 1 },
  { name: 'searches', unit: 'searches', perDay: 100, timeZone: PACIFIC, block: 1 },
];

/** What one request costs, by its path. An invalid request costs as much. */
export function costOf(path: string): { budget: 'units' | 'searches'; cost: number } {
  return { budget: path === 'search' ? 'searches' : 'units', cost: 1 };
}

export function missingSettings({ key, policy }: Readonly<Record<string, unknown>>): string | null {
  if (key == null) return 'set YOUTUBE_API_KEY';
  return policy === 'accepted'
    ? null
    : 'set YOUTUBE_POLICY=accepted to accept the policies of the YouTube API';
}
