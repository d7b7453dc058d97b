import type { Profile } from '#domain/profile.ts';
import { formatCount, formatDay, oneLine } from '../format.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { CREATOR } from '../texts.ts';
import { countryName, handleOf, languageName } from '../view/person.ts';
import type { FieldSources } from './read-details.ts';

type Field = keyof typeof CREATOR.fields;

/** Each field with the source that gave it, and when. */
export function FieldTable({ profile, fields }: { profile: Profile; fields: FieldSources }): Html {
  const rows = (Object.keys(CREATOR.fields) as Field[]).flatMap((field) => {
    const value = textOf(profile, field);
    return value === null ? [] : [{ field, value }];
  });
  return h(
    'div',
    { class: 'table-frame', tabIndex: 0, role: 'region', 'aria-label': CREATOR.sourcesHeading },
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          [CREATOR.field, CREATOR.value, CREATOR.source, CREATOR.read].map((name) =>
            h('th', { scope: 'col' }, name),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(({ field, value }) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, CREATOR.fields[field]),
            h('td', { class: 'cell-value' }, h('bdi', null, value)),
            h('td', null, originOf(profile, field, fields)),
            h('td', { class: 'day' }, dayOf(field, fields)),
          ),
        ),
      ),
    ),
  );
}

function textOf(profile: Profile, field: Field): string | null {
  switch (field) {
    case 'username':
      return handleOf(profile);
    case 'followers':
    case 'following':
    case 'posts_count':
      return profile[field] === null ? null : formatCount(profile[field]);
    case 'verified':
      return profile.verified ? CREATOR.yes : null;
    case 'language':
      return profile.language === null ? null : languageName(profile.language);
    case 'country':
      return profile.country === null ? null : countryName(profile.country);
    case 'category': {
      const category = profile.category ?? profile.category_guess?.category ?? null;
      return category === null ? null : oneLine(category);
    }
    default:
      return profile[field] === null ? null : oneLine(profile[field]);
  }
}

function originOf(profile: Profile, field: Field, fields: FieldSources): string {
  if (field === 'language' && profile.language_detected) return CREATOR.detected;
  if (field === 'category' && profile.category === null)
    return CREATOR.guessed((profile.category_guess?.words ?? []).map(oneLine).join(', '));
  return oneLine(fields[field]?.source ?? profile.source);
}

function dayOf(field: Field, fields: FieldSources): string {
  const found = fields[field];
  return found === undefined ? '' : formatDay(found.readAt);
}
