/** The script of the shortlist. */
import { render } from 'preact';
import type { ShortlistProblem } from '#contract/lists/exchange.ts';
import { exportShortlist, importShortlist } from '#contract/lists/exchange.ts';
import type { SavedCreator } from '#contract/lists/saved-creator.ts';
import { isStatus, STATUSES } from '#contract/lists/saved-creator.ts';
import { formatDay, formatRate, formatShortCount } from '../format.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { PLATFORM_NAMES, SHORTLIST, TEXTS } from '../texts.ts';
import { announce, byId } from './dom.ts';
import { refreshFigures } from './refresh-figures.ts';
import { readSaved, writeSaved } from './saved-list.ts';

/** Lines of a file that a message names. */
const MAX_LINES = 10;

let shownStatus = '';
let message = '';

const root = byId('shortlist', HTMLElement);
if (root) {
  const show = () => render(h(Shortlist, { list: readSaved() }), root);
  document.addEventListener('saved', show);
  addEventListener('storage', show);
  show();
}

function Shortlist({ list }: { list: readonly SavedCreator[] }): Html {
  const shown = list.filter(({ status }) => shownStatus === '' || status === shownStatus);
  return h(
    'div',
    null,
    h(
      'div',
      { class: 'shortlist-tools' },
      list.length === 0 ? null : h(StatusFilter, { list }),
      list.length === 0
        ? null
        : h('button', { type: 'button', id: 'export', onClick: () => download(list) }, SHORTLIST.export),
      h(
        'label',
        { class: 'button' },
        SHORTLIST.import,
        h('input', {
          type: 'file',
          id: 'import',
          class: 'sr',
          accept: '.csv,text/csv',
          onChange: importFile,
        }),
      ),
      list.length === 0
        ? null
        : h('button', { type: 'button', id: 'refresh', onClick: () => refresh(list) }, SHORTLIST.refresh),
    ),
    message === '' ? null : h('p', { class: 'notice' }, message),
    list.length === 0
      ? h('p', { class: 'shortlist-empty' }, `${SHORTLIST.empty} `, h('a', { href: '/' }, TEXTS.error.home))
      : h(
          'form',
          { id: 'compare', method: 'get', action: '/compare' },
          h(
            'ul',
            { class: 'saved-list' },
            shown.map((one) => h(Row, { key: one.id, one })),
          ),
          h(
            'div',
            { class: 'tray' },
            h('button', { type: 'submit', class: 'primary' }, TEXTS.results.compareSelected),
          ),
        ),
  );
}

function StatusFilter({ list }: { list: readonly SavedCreator[] }): Html {
  const count = (status: string) => list.filter((one) => one.status === status).length;
  return h(
    'label',
    { class: 'sort' },
    h('span', null, SHORTLIST.show),
    h(
      'select',
      { id: 'status-filter', value: shownStatus, onChange: (event: Event) => filter(selected(event)) },
      h('option', { value: '' }, `${SHORTLIST.all} (${list.length})`),
      STATUSES.map((status) =>
        h('option', { value: status }, `${SHORTLIST.statuses[status]} (${count(status)})`),
      ),
    ),
  );
}

function Row({ one }: { one: SavedCreator }): Html {
  const facts = [
    one.handle,
    (PLATFORM_NAMES as Readonly<Record<string, string>>)[one.platform] ?? one.platform,
    one.followers === null ? null : `${formatShortCount(one.followers)} ${SHORTLIST.followers}`,
    one.rate === null ? null : `${formatRate(one.rate)} ${SHORTLIST.engagement}`,
    SHORTLIST.savedOn(formatDay(one.savedAt)),
  ].filter((fact) => fact !== null && fact !== '');
  return h(
    'li',
    { class: 'saved' },
    h(
      'div',
      { class: 'who' },
      h(
        'h2',
        { class: 'name' },
        h('a', { href: `/creators/${encodeURIComponent(one.id)}` }, h('bdi', null, one.name)),
      ),
      h(
        'p',
        { class: 'facts' },
        facts.map((fact) => h('span', { class: 'fact' }, h('bdi', null, fact))),
      ),
      h(
        'label',
        { class: 'pick' },
        h('input', {
          type: 'checkbox',
          name: 'id',
          value: one.id,
          'aria-label': `${TEXTS.results.compare}: ${one.name}`,
        }),
        h('span', null, TEXTS.results.compare),
      ),
    ),
    h(
      'select',
      {
        value: one.status,
        'aria-label': SHORTLIST.statusOf(one.name),
        onChange: (event: Event) => {
          const status = selected(event);
          if (isStatus(status)) change(one.id, { status });
        },
      },
      STATUSES.map((status) => h('option', { value: status }, SHORTLIST.statuses[status])),
    ),
    h('textarea', {
      rows: 2,
      value: one.note,
      placeholder: SHORTLIST.note,
      'aria-label': SHORTLIST.noteOf(one.name),
      onInput: (event: Event) => change(one.id, { note: (event.target as HTMLTextAreaElement).value }),
    }),
    h(
      'button',
      {
        type: 'button',
        class: 'plain',
        'aria-label': SHORTLIST.removeLabel(one.name),
        onClick: () => keep(readSaved().filter(({ id }) => id !== one.id)),
      },
      SHORTLIST.remove,
    ),
  );
}

function selected({ target }: Event): string {
  return (target as HTMLSelectElement).value;
}

function filter(status: string): void {
  shownStatus = status;
  document.dispatchEvent(new Event('saved'));
}

function change(id: string, facts: Partial<SavedCreator>): void {
  keep(readSaved().map((one) => (one.id === id ? { ...one, ...facts } : one)));
}

function keep(list: readonly SavedCreator[], said = ''): void {
  message = said;
  if (!writeSaved(list)) say(SHORTLIST.notKept);
  else if (said !== '') announce(said);
}

function say(text: string): void {
  message = text;
  announce(text);
  document.dispatchEvent(new Event('saved'));
}

function download(list: readonly SavedCreator[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([exportShortlist(list)], { type: 'text/csv' }));
  link.download = SHORTLIST.fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function importFile({ target }: Event): Promise<void> {
  const field = target as HTMLInputElement;
  const file = field.files?.[0];
  if (!file) return;
  const read = importShortlist(await file.text(), readSaved());
  field.value = '';
  keep(read.list, describeImport(read));
}

function describeImport({ added, changed, problems }: ReturnType<typeof importShortlist>): string {
  const linesOf = (field: ShortlistProblem['field']) => {
    const lines = problems.filter((one) => one.field === field).map(({ line }) => line);
    return lines.slice(0, MAX_LINES).join(', ') + (lines.length > MAX_LINES ? ', …' : '');
  };
  const [ids, statuses] = [linesOf('id'), linesOf('status')];
  return [
    SHORTLIST.imported(added, changed, problems.length),
    ids === '' ? '' : SHORTLIST.wrongIds(ids),
    statuses === '' ? '' : SHORTLIST.wrongStatuses(statuses, STATUSES.join(', ')),
  ]
    .filter((text) => text !== '')
    .join(' ');
}

async function refresh(list: readonly SavedCreator[]): Promise<void> {
  const { figures, missing } = await refreshFigures(list.map(({ id }) => id));
  keep(
    readSaved().map((one) => ({ ...one, ...figures.get(one.id) })),
    SHORTLIST.refreshed(figures.size, missing),
  );
}
