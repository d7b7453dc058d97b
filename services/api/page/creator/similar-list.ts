import type { Similar } from '#api/similar/find-similar.ts';
import type { SimilarReason } from '#contract/similar.ts';
import { formatShortCount, oneLine } from '../format.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { CREATOR, TIER_NAMES } from '../texts.ts';
import { countryName, creatorHref, languageName, nameOf, platformOf } from '../view/person.ts';
import { Picture } from '../view/picture.ts';

const MAX_VALUES = 4;

/** Creators who are like the one of the page, each with what they share. */
export function SimilarList({ similar }: { similar: readonly Similar[] }): Html {
  return h(
    'ul',
    { class: 'similar' },
    similar.map(({ profile, reasons }) =>
      h(
        'li',
        null,
        h(Picture, { profile, size: 40 }),
        h(
          'div',
          null,
          h('a', { href: creatorHref(profile.id) }, h('bdi', null, nameOf(profile))),
          h(
            'p',
            { class: 'facts' },
            h('span', { class: 'fact' }, platformOf(profile)),
            profile.followers === null
              ? null
              : h('span', { class: 'fact' }, CREATOR.similarFollowers(formatShortCount(profile.followers))),
          ),
          h('p', { class: 'quiet' }, CREATOR.shares(reasons.map(describeReason).join('; '))),
        ),
      ),
    ),
  );
}

function describeReason({ kind, values }: SimilarReason): string {
  const shown = values.slice(0, MAX_VALUES).map((value) => nameOfValue(kind, value));
  return `${CREATOR.reasons[kind]} ${shown.join(', ')}`.trim();
}

function nameOfValue(kind: SimilarReason['kind'], value: string): string {
  if (kind === 'language') return languageName(value);
  if (kind === 'country') return countryName(value);
  if (kind === 'tier')
    return (TIER_NAMES as Readonly<Record<string, string>>)[value]?.split(',')[0]?.toLowerCase() ?? value;
  return oneLine(value);
}
