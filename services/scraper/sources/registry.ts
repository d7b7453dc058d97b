import type { Variables } from '#runtime/config/variable.ts';
import { BLUESKY_VARIABLES } from './live/bluesky/config.ts';
import { MASTODON_VARIABLES } from './live/mastodon/config.ts';
import type { LiveSource } from './live/source.ts';
import type { SourceContext } from './live/source-context.ts';

export interface LiveSourceEntry {
  name: string;
  about: string;
  variables: Variables;
  load(): Promise<{ open(context: SourceContext): LiveSource }>;
}

/** A new live source is one folder with a `config.ts` and an `open.ts`, and one line here. */
export const LIVE_SOURCES: readonly LiveSourceEntry[] = [
  {
    name: 'bluesky',
    about: 'Bluesky; no key needed',
    variables: BLUESKY_VARIABLES,
    load: () => import('./live/bluesky/open.ts'),
  },
  {
    name: 'mastodon',
    about: 'Mastodon instances; no key needed on most',
    variables: MASTODON_VARIABLES,
    load: () => import('./live/mastodon/open.ts'),
  },
];
