import type { Platform } from '#domain/platform.ts';
import type { Variables } from '#runtime/config/variable.ts';
import type { BudgetRule } from './budget/budget-rule.ts';
import { BLUESKY_BUDGETS, BLUESKY_VARIABLES } from './live/bluesky/config.ts';
import { GITHUB_BUDGETS, GITHUB_VARIABLES } from './live/github/config.ts';
import * as instagram from './live/instagram/config.ts';
import { MASTODON_BUDGETS, MASTODON_VARIABLES } from './live/mastodon/config.ts';
import type { LiveSource } from './live/source.ts';
import type { SourceContext } from './live/source-context.ts';
import * as youtube from './live/youtube/config.ts';

export interface LiveSourceEntry {
  name: string;
  about: string;
  platform: Platform;
  /** What `discover` can begin with. */
  findsBy: readonly ('topic' | 'seeds')[];
  variables: Variables;
  budgets: readonly BudgetRule[];
  /** What has to be set before it can be used; `null` when nothing is missing. Never a value of a setting. */
  missing(config: SourceContext['config']): string | null;
  load(): Promise<{ open(context: SourceContext): LiveSource }>;
}

const NOTHING_MISSING = () => null;

/** A new live source is one folder with a `config.ts` and an `open.ts`, and one line here. */
export const LIVE_SOURCES: readonly LiveSourceEntry[] = [
  {
    name: 'bluesky',
    about: 'Bluesky; no key needed',
    platform: 'bluesky',
    findsBy: ['topic', 'seeds'],
    variables: BLUESKY_VARIABLES,
    budgets: BLUESKY_BUDGETS,
    missing: NOTHING_MISSING,
    load: () => import('./live/bluesky/open.ts'),
  },
  {
    name: 'mastodon',
    about: 'Mastodon instances; no key needed on most',
    platform: 'mastodon',
    findsBy: ['topic', 'seeds'],
    variables: MASTODON_VARIABLES,
    budgets: MASTODON_BUDGETS,
    missing: NOTHING_MISSING,
    load: () => import('./live/mastodon/open.ts'),
  },
  {
    name: 'github',
    about: 'GitHub; a token raises its limit',
    platform: 'github',
    findsBy: ['topic', 'seeds'],
    variables: GITHUB_VARIABLES,
    budgets: GITHUB_BUDGETS,
    missing: NOTHING_MISSING,
    load: () => import('./live/github/open.ts'),
  },
  {
    name: 'youtube',
    about: 'YouTube Data API; needs a key',
    platform: 'youtube',
    findsBy: ['topic', 'seeds'],
    variables: youtube.YOUTUBE_VARIABLES,
    budgets: youtube.YOUTUBE_BUDGETS,
    missing: youtube.missingSettings,
    load: () => import('./live/youtube/open.ts'),
  },
  {
    name: 'instagram',
    about: 'Instagram Business Discovery; needs a token, finds by handle only',
    platform: 'instagram',
    findsBy: ['seeds'],
    variables: instagram.INSTAGRAM_VARIABLES,
    budgets: instagram.INSTAGRAM_BUDGETS,
    missing: instagram.missingSettings,
    load: () => import('./live/instagram/open.ts'),
  },
];
