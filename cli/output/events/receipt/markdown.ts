import { formatMoney } from '#cli/output/text/format-money.ts';
import { inlineMarkdown, markdownTable } from '../define/markdown.ts';
import type { ReceiptEvent } from './schema.ts';

export function receiptTable({ removed, remaining, bill }: ReceiptEvent): string {
  if (bill !== undefined) return billTable(bill);
  const row = (mark: string) => (item: (typeof removed)[number]) => [
    mark,
    `${item.kind}/${item.name}`,
    item.detail ?? '',
  ];
  const count = `${removed.length} removed, ${remaining.length === 0 ? 'nothing' : remaining.length} remaining`;
  return `${count}\n\n${markdownTable(['', 'what', ''], [...remaining.map(row('remaining')), ...removed.map(row('removed'))])}`.trim();
}

/** Remaining resources come first, with the command that deletes each. */
function billTable({
  resources,
  month,
  at_least,
  currency,
  unseen,
}: NonNullable<ReceiptEvent['bill']>): string {
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
  const sum = `${left} of ${resources.length} resources remain, ${at_least ? 'at least ' : ''}${formatMoney(month, currency)} a month`;
  const blind = unseen.length === 0 ? '' : `; not checked: ${unseen.map(({ kind }) => kind).join(', ')}`;
  return `${inlineMarkdown(sum + blind)}\n\n${markdownTable(['what', 'now', 'a month', 'delete with'], rows)}`.trim();
}
