import type { Profile } from '#domain/profile.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import type { QueryWord } from '../highlight.ts';
import { explainMatch } from '../highlight.ts';
import { TEXTS } from '../texts.ts';

const { results: texts } = TEXTS;

/** Why the profile is among the results: the fields that hold the words of the query, and words that none holds. */
export function Why({
  profile,
  words,
  isPartial,
}: {
  profile: Profile;
  words: readonly QueryWord[];
  /** The engine says that words may be absent; otherwise they match in a form that is not found again here. */
  isPartial: boolean;
}): Html | null {
  if (words.length === 0) return null;
  const matches = explainMatch(profile, words);
  const found = matches.filter(({ fields }) => fields.length > 0);
  const missing = isPartial ? matches.filter(({ fields }) => fields.length === 0) : [];
  if (found.length === 0 && missing.length === 0) return null;
  return h(
    'p',
    { class: 'why' },
    found.length > 0 ? h('span', { class: 'why-label' }, `${texts.why} `) : null,
    found.map(({ word, fields }, at) => [
      at === 0 ? null : ', ',
      h('b', null, word.text),
      ` ${texts.inField('', fields.slice(0, 3).map(fieldName(profile)).join(', ')).trim()}`,
    ]),
    missing.length > 0
      ? [
          found.length > 0 ? ' · ' : null,
          `${texts.missing} `,
          missing.map(({ word }, at) => [at === 0 ? null : ', ', h('s', null, word.text)]),
        ]
      : null,
  );
}

function fieldName({ category }: Profile) {
  return (field: keyof typeof texts.fields): string =>
    field === 'category' && category === null
      ? `${texts.fields.category} (${texts.guessed})`
      : texts.fields[field];
}
