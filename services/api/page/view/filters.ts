import type { Facets } from '#contract/query/search.ts';
import { isPlatform } from '#domain/platform.ts';
import type { Tier } from '#domain/tier.ts';
import { formatCount, oneLine } from '../format.ts';
import type { Content, Html } from '../h.ts';
import { h } from '../h.ts';
import type { ListFilter, PageState } from '../page-state.ts';
import { hasFilters, pageHref, withoutFilters } from '../page-state.ts';
import { PLATFORM_NAMES, TEXTS, TIER_NAMES } from '../texts.ts';

const { filters: texts } = TEXTS;

/** Values of a facet that are shown before the rest. */
const SHOWN = 6;

/** Bounds of the tiers, as the fields of the form take them. */
const TIER_BOUNDS: Readonly<Record<Tier, { from: string; to: string }>> = {
  nano: { from: '1000', to: '9999' },
  micro: { from: '10000', to: '99999' },
  mid: { from: '100000', to: '499999' },
  macro: { from: '500000', to: '999999' },
  mega: { from: '1000000', to: '' },
};

type FacetValue = Facets['platform'][number];

/** All filters. They are fields of the search form, wherever they stand on the page. */
export function Filters({ state, facets }: { state: PageState; facets: Facets }): Html {
  return h(
    'details',
    { class: 'filters', id: 'filters' },
    h('summary', null, texts.heading),
    h(
      'div',
      { class: 'filter-groups' },
      hasFilters(state)
        ? h('a', { class: 'clear', href: pageHref(withoutFilters(state)) }, texts.clear)
        : null,
      h(ListFacet, { name: 'platform', state, values: facets.platform, nameOf: platformName }),
      h(TierFacet, { state, values: facets.tier }),
      h(Amounts, { state }),
      h(ListFacet, { name: 'category', state, values: facets.category, nameOf: oneLine }),
      h(ListFacet, { name: 'source', state, values: facets.source, nameOf: oneLine }),
      h('button', { type: 'submit', form: 'search', class: 'apply' }, texts.apply),
    ),
  );
}

function ListFacet({
  name,
  state,
  values,
  nameOf,
}: {
  name: ListFilter;
  state: PageState;
  values: readonly FacetValue[];
  nameOf: (value: string) => string;
}): Html | null {
  const chosen = new Map(state[name].map((value) => [value.toLowerCase(), value]));
  const isChosen = ({ value }: FacetValue) => chosen.has(value.toLowerCase());
  const known = new Set(values.map(({ value }) => value.toLowerCase()));
  const absent = [...chosen].filter(([key]) => !known.has(key)).map(([, value]) => ({ value, count: 0 }));
  const all = [...absent, ...values];
  if (all.length === 0) return null;
  const first = all.filter((value, at) => at < SHOWN || isChosen(value));
  const rest = all.filter((value) => !first.includes(value));
  const option = (one: FacetValue) =>
    h(Option, { name, one, isChosen: isChosen(one), label: nameOf(one.value) });
  return h(
    Group,
    { label: texts[name] },
    h('ul', { class: 'options' }, first.map(option)),
    rest.length === 0
      ? null
      : h(
          'details',
          { class: 'rest', id: `rest-${name}` },
          h('summary', null, texts.more(rest.length)),
          h('input', {
            type: 'search',
            class: 'find needs-script',
            id: `find-${name}`,
            'data-find': name,
            'aria-label': texts.find(texts[name]),
            placeholder: texts.find(texts[name]),
            autocomplete: 'off',
          }),
          h('ul', { class: 'options', 'data-values': name }, rest.map(option)),
          h('p', { class: 'no-value', hidden: true }, texts.noValue),
        ),
  );
}

function Option({
  name,
  one,
  isChosen,
  label,
}: {
  name: string;
  one: FacetValue;
  isChosen: boolean;
  label: string;
}): Html {
  return h(
    'li',
    null,
    h(
      'label',
      null,
      h('input', {
        type: 'checkbox',
        id: `${name}-${one.value}`,
        name,
        value: one.value,
        checked: isChosen,
        form: 'search',
      }),
      h('span', { class: 'option-name' }, label),
      h('span', { class: 'option-count' }, formatCount(one.count)),
    ),
  );
}

function TierFacet({ state, values }: { state: PageState; values: readonly FacetValue[] }): Html | null {
  const tiers = values.filter(({ value }) => value in TIER_BOUNDS);
  if (tiers.length === 0) return null;
  return h(
    Group,
    { label: texts.tier },
    h(
      'ul',
      { class: 'options' },
      tiers.map(({ value, count }) => {
        const { from, to } = TIER_BOUNDS[value as Tier];
        const isChosen = state.followersFrom === from && state.followersTo === to;
        const target = isChosen ? { from: '', to: '' } : { from, to };
        return h(
          'li',
          null,
          h(
            'a',
            {
              class: 'option-link',
              id: `tier-${value}`,
              'aria-current': isChosen ? 'true' : undefined,
              href: pageHref({ ...state, followersFrom: target.from, followersTo: target.to, cursor: null }),
            },
            h('span', { class: 'option-name' }, TIER_NAMES[value as Tier]),
            h('span', { class: 'option-count' }, formatCount(count)),
          ),
        );
      }),
    ),
  );
}

function Amounts({ state }: { state: PageState }): Html {
  return h(
    Group,
    { label: texts.followers },
    h(
      'div',
      { class: 'amounts' },
      amount('followers_from', texts.followersFrom, state.followersFrom, texts.from),
      amount('followers_to', texts.followersTo, state.followersTo, texts.to),
    ),
    h(
      'label',
      { class: 'amount-line' },
      h('span', null, texts.engagement),
      amount('engagement_from', texts.engagement, state.engagementFrom, texts.percent),
    ),
  );
}

function amount(name: string, label: string, value: string, placeholder: string): Html {
  return h('input', {
    type: 'text',
    inputMode: 'decimal',
    id: name,
    name,
    value,
    placeholder,
    'aria-label': label,
    form: 'search',
    autocomplete: 'off',
  });
}

function Group({ label, children }: { label: string; children?: Content }): Html {
  return h('fieldset', { class: 'group' }, h('legend', null, label), children);
}

function platformName(value: string): string {
  return isPlatform(value) ? PLATFORM_NAMES[value] : oneLine(value);
}
