import type { Profile } from '#domain/profile.ts';
import type { Content, Html } from '../h.ts';
import { h } from '../h.ts';
import type { QueryWord } from '../highlight.ts';
import { tellingWords } from '../highlight.ts';
import { TEXTS } from '../texts.ts';
import { Figures } from './figures.ts';
import { Icon } from './icons.ts';
import { marked } from './marked.ts';
import { countryName, creatorHref, handleOf, languageName, nameOf, platformOf } from './person.ts';
import { Picture } from './picture.ts';
import { SaveButton } from './save-button.ts';
import { Why } from './why.ts';

const { results: texts } = TEXTS;

export interface CardContext {
  words: readonly QueryWord[];
  /** The engine found profiles that hold only most of the words. */
  isPartial: boolean;
  /** Ids of profiles that only their meaning finds. */
  byMeaning: ReadonlySet<string>;
  /** Upper end of the scale of rates. */
  scale: number;
}

/** One profile of a list. */
export function ResultCard({ profile, context }: { profile: Profile; context: CardContext }): Html {
  const { words } = context;
  const href = creatorHref(profile.id);
  return h(
    'li',
    { class: 'card' },
    h('a', { class: 'face', href, tabIndex: -1, 'aria-hidden': 'true' }, h(Picture, { profile, size: 48 })),
    h(
      'div',
      { class: 'who' },
      h(
        'h2',
        { class: 'name' },
        h('a', { href, class: 'open' }, h('bdi', null, marked(nameOf(profile), words))),
        profile.verified ? h(Verified, {}) : null,
      ),
      h(
        'p',
        { class: 'facts' },
        factsOf(profile, words).map((fact) => h('span', { class: 'fact' }, fact)),
      ),
      profile.bio
        ? h(
            'p',
            { class: 'bio', dir: 'auto', lang: profile.language ?? undefined },
            marked(profile.bio, tellingWords(words, profile.language)),
          )
        : null,
      context.byMeaning.has(profile.id) ? h('p', { class: 'why by-meaning' }, texts.byMeaning) : null,
      h(Why, { profile, words, isPartial: context.isPartial }),
    ),
    h(Figures, { profile, scale: context.scale }),
    h(
      'div',
      { class: 'acts' },
      h(
        'label',
        { class: 'pick' },
        h('input', { type: 'checkbox', name: 'id', value: profile.id, form: 'compare' }),
        h('span', null, texts.compare),
      ),
      h(SaveButton, { profile }),
    ),
  );
}

/** The sign of a verified account. */
export function Verified(): Html {
  return h(
    'span',
    { class: 'verified', role: 'img', 'aria-label': texts.verified, title: texts.verified },
    h(Icon, { name: 'check' }),
  );
}

function factsOf(profile: Profile, words: readonly QueryWord[]): Content[] {
  const { category, category_guess: guess, country, language } = profile;
  const handle = handleOf(profile);
  return [
    handle === null ? null : h('bdi', { class: 'handle' }, marked(handle, words)),
    platformOf(profile),
    category === null
      ? guess && h('span', { title: texts.guessed }, guess.category)
      : marked(category, words),
    country === null ? null : marked(countryName(country), words),
    language === null ? null : languageName(language),
    profile.source === 'demo' ? h('span', { class: 'tag' }, texts.demo) : null,
  ].filter((fact) => fact !== null && fact !== undefined);
}
