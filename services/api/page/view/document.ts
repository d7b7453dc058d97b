import type { PageAssets } from '../assets.ts';
import type { Content, Html } from '../h.ts';
import { h } from '../h.ts';
import { TEXTS } from '../texts.ts';
import { Icon } from './icons.ts';
import { SearchForm } from './search-form.ts';

const { menu: texts } = TEXTS;

export type Theme = 'light' | 'dark';

export interface DocumentProps {
  title: string;
  /** `null`: as the system says. */
  theme: Theme | null;
  assets: PageAssets;
  /** Path and query of this page, for links that lead back to it. */
  here: string;
  /** Words in the search field. */
  query?: string;
  /** Scripts besides the common one. */
  scripts?: readonly string[];
  /** Read it again after so many seconds where no scripts run. */
  refreshSeconds?: number;
  isSearch?: boolean;
  children?: Content;
}

/** The whole page around its content. */
export function Document(props: DocumentProps): Html {
  const { title, theme, assets, here, query = '', scripts = [], refreshSeconds, isSearch = false } = props;
  return h(
    'html',
    { lang: 'en', 'data-theme': theme ?? undefined },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, `${title} · ${TEXTS.product}`),
      links(assets, ['page.js', ...scripts]),
      refreshSeconds === undefined
        ? null
        : h('noscript', null, h('meta', { 'http-equiv': 'refresh', content: String(refreshSeconds) })),
    ),
    h(
      'body',
      { class: isSearch ? 'is-search' : undefined },
      h('a', { class: 'skip', href: '#content' }, isSearch ? TEXTS.skipToResults : TEXTS.skipToContent),
      h(
        'header',
        { class: 'top' },
        h('a', { class: 'brand', href: '/' }, h(Icon, { name: 'mark' }), h('span', null, TEXTS.product)),
        h(SearchForm, { query }),
        h(Menu, { here }),
      ),
      h('div', { class: 'connection', id: 'connection', role: 'status' }),
      h('p', { class: 'sr', id: 'announcement', role: 'status' }),
      h('main', { id: 'content', tabIndex: -1 }, props.children),
      h(
        'footer',
        { class: 'bottom' },
        h('p', null, TEXTS.footer.about),
        h('p', { class: 'key-help needs-script' }, texts.keyHelp),
        h(
          'p',
          null,
          h('button', { type: 'button', class: 'plain needs-script', id: 'keys' }, texts.keysOn),
          h('a', { href: '/openapi.json' }, TEXTS.footer.api),
        ),
      ),
    ),
  );
}

function links(assets: PageAssets, names: readonly string[]): Html[] {
  const style = assets.href('page.css');
  const found = style === undefined ? [] : [h('link', { rel: 'stylesheet', href: style })];
  const icon = assets.href('icon.svg');
  if (icon !== undefined) found.push(h('link', { rel: 'icon', type: 'image/svg+xml', href: icon }));
  for (const name of names) {
    const src = assets.href(name);
    if (src !== undefined) found.push(h('script', { type: 'module', src }));
  }
  return found;
}

function Menu({ here }: { here: string }): Html {
  const theme = (name: Theme, label: string) =>
    h(
      'a',
      {
        class: `theme theme-${name}`,
        href: `/theme?${new URLSearchParams({ set: name, back: here })}`,
        'data-set-theme': name,
        rel: 'nofollow',
        'aria-label': label,
        title: label,
      },
      h(Icon, { name: name === 'dark' ? 'moon' : 'sun' }),
    );
  return h(
    'nav',
    { class: 'menu' },
    h(
      'a',
      { href: '/shortlist', class: 'to-shortlist' },
      h(Icon, { name: 'bookmark' }),
      h('span', { class: 'menu-text' }, texts.shortlist),
      h('span', { class: 'saved-count', id: 'saved-count', hidden: true }),
    ),
    theme('dark', texts.dark),
    theme('light', texts.light),
  );
}
