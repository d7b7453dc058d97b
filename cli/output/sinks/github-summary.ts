import type { Event, EventOf } from '../events/events.ts';
import { formatDuration } from '../text/format.ts';
import { formatMoney } from '../text/format-money.ts';

/** Events that are only worth a line while they happen are many; a summary keeps what ends up being true. */
type Kind = Event['type'];

/** What a run came to, as Markdown; empty where there is nothing to tell. */
export function renderSummary(title: string, events: readonly Event[]): string {
  const of = <K extends Kind>(type: K) => events.filter((event): event is EventOf<K> => event.type === type);
  const error = of('error').at(-1);
  const ready = of('ready').at(-1);
  const blocks = [
    ...of('spending').slice(-1).map(spendingTable),
    stepTable(of('step'), error !== undefined),
    checkTable(of('check')),
    ...of('cost').slice(-1).map(costTable),
    ...of('receipt').slice(-1).map(receiptTable),
    ...of('note').flatMap(({ level, message }) => (level === 'warn' ? [`> ⚠️ ${inline(message)}`] : [])),
    ...(ready === undefined ? [] : [`Reached at <${ready.url}>`]),
    ...(error === undefined
      ? []
      : [
          `> ❌ ${inline(error.message)}${error.hint === null ? '' : `\n>\n> Try: \`${inline(error.hint)}\``}`,
        ]),
  ].filter((block) => block !== '');
  return blocks.length === 0 ? '' : `## ${inline(title)}\n\n${blocks.join('\n\n')}\n\n`;
}

function stepTable(steps: readonly EventOf<'step'>[], failed: boolean): string {
  const done = new Map(steps.filter(({ status }) => status === 'done').map((event) => [event.step, event]));
  const rows = steps
    .filter(({ status }) => status === 'started')
    .map(({ step, message }) => {
      const end = done.get(step);
      const took = end?.elapsed_ms ?? null;
      return [
        end ? '✅' : failed ? '❌' : '⏹️',
        end?.message ?? message,
        took === null ? '' : formatDuration(took),
      ];
    });
  return table(['', 'step', 'took'], rows);
}

function checkTable(checks: readonly EventOf<'check'>[]): string {
  const marks = { ok: '✅', warn: '⚠️', fail: '❌' } as const;
  return table(
    ['', 'check', 'finding', 'fix'],
    checks.map(({ status, name, message, fix }) => [marks[status], name, message, fix ?? '']),
  );
}

function spendingTable({
  items,
  currency,
  hour,
  month,
  at_least,
  region,
  account,
}: EventOf<'spending'>): string {
  const rows = items.map((item) => [
    `${item.count} × ${item.what}`,
    formatMoney(item.hour, currency, 4),
    formatMoney(item.month, currency),
  ]);
  const total = [
    at_least ? 'total, at least' : 'total',
    formatMoney(hour, currency, 4),
    formatMoney(month, currency),
  ];
  return `Account ${account}, ${region}\n\n${table(['', 'an hour', 'a month'], [...rows, total])}`;
}

function costTable({ items, currency, hour, month, spent, at_least }: EventOf<'cost'>): string {
  const row = (what: string, one: { hour: number | null; month: number | null; spent: number | null }) => [
    what,
    formatMoney(one.hour, currency, 4),
    formatMoney(one.month, currency),
    formatMoney(one.spent, currency),
  ];
  const total = row(at_least ? 'total, at least' : 'total', { hour, month, spent });
  return table(['', 'an hour', 'a month', 'so far'], [...items.map((item) => row(item.what, item)), total]);
}

function receiptTable({ removed, remaining, bill }: EventOf<'receipt'>): string {
  if (bill !== undefined) return billTable(bill);
  const row = (mark: string) => (item: (typeof removed)[number]) => [
    mark,
    `${item.kind}/${item.name}`,
    item.detail ?? '',
  ];
  const count = `${removed.length} removed, ${remaining.length === 0 ? 'nothing' : remaining.length} remaining`;
  return `${count}\n\n${table(['', 'what', ''], [...remaining.map(row('remaining')), ...removed.map(row('removed'))])}`.trim();
}

/** What is left comes first, with the command that removes it. */
function billTable({
  resources,
  month,
  at_least,
  currency,
  unseen,
}: NonNullable<EventOf<'receipt'>['bill']>): string {
  const order = { there: 0, kept: 1, gone: 2 } as const;
  const rows = resources
    .toSorted((a, b) => order[a.status] - order[b.status])
    .map(({ kind, id, status, bills, month: each, command }) => [
      `${kind} ${id}`,
      status,
      bills ? formatMoney(each, currency) : '',
      status === 'gone' ? '' : (command ?? ''),
    ]);
  const left = resources.filter(({ status }) => status !== 'gone').length;
  const sum = `${left === 0 ? 'Nothing' : left} left of ${resources.length}, ${at_least ? 'at least ' : ''}${formatMoney(month, currency)} a month`;
  const blind = unseen.length === 0 ? '' : `; not looked at: ${unseen.map(({ kind }) => kind).join(', ')}`;
  return `${inline(sum + blind)}\n\n${table(['what', 'now', 'a month', 'removed by'], rows)}`.trim();
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** Text of others in one line of Markdown, as text. */
function inline(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('|', '\\|');
}
