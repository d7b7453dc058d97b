import { formatMoney } from '../text/format-money.ts';
import { defineEvent } from './define/definition.ts';
import { markdownTable } from './define/markdown.ts';
import type { SpendingEvent } from './spending/schema.ts';
import { spendingSchema } from './spending/schema.ts';
import { renderSpending } from './spending/text.ts';

/** What `up` would create, and what it costs; amounts are in `currency`, `null` is an unknown price. */
export const spending = defineEvent({
  schema: spendingSchema,
  stream: 'stderr',
  text: (event, { style }) => renderSpending(event, style),
  isDetail: () => true,
  markdown(events) {
    const last = events.at(-1);
    return last === undefined ? '' : spendingTable(last);
  },
});

function spendingTable({ items, currency, hour, month, at_least, region, account }: SpendingEvent): string {
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
  return `Account ${account}, ${region}\n\n${markdownTable(['', 'an hour', 'a month'], [...rows, total])}`;
}
