import type { Profile } from '#domain/profile.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { TEXTS } from '../texts.ts';
import { Icon } from './icons.ts';
import { handleOf, nameOf } from './person.ts';

/** Puts a profile on the shortlist of this browser. Shown only where scripts run. */
export function SaveButton({ profile }: { profile: Profile }): Html {
  return h(
    'button',
    {
      type: 'button',
      class: 'save needs-script',
      'aria-pressed': 'false',
      'data-save': profile.id,
      'data-name': nameOf(profile),
      'data-handle': handleOf(profile) ?? undefined,
      'data-platform': profile.platform,
      'data-followers': profile.followers ?? undefined,
      'data-rate': profile.engagement_rate ?? undefined,
    },
    h(Icon, { name: 'bookmark' }),
    h('span', { class: 'save-text' }, TEXTS.results.save),
  );
}
