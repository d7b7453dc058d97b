import type { Platform } from '#domain/platform.ts';
import type { Variables } from '#runtime/config/variable.ts';
import type { BudgetRule } from './budget/budget-rule.ts';
import { BLUESKY_BUDGETS, BLUESKY_VARIABLES } from './live/bluesky/config.ts';
import { MASTODON_BUDGETS, MASTODON_VARIABLES } from './live/mastodon/config.ts';
import type { LiveSource } from './live/source.ts';
import type { SourceContext } from './live/source-context.ts';

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
];
