import { formatMoney } from '../text/format-money.ts';
import type { CostEvent } from './cost/schema.ts';
import { costSchema } from './cost/schema.ts';
import { renderCost } from './cost/text.ts';
import { defineEvent } from './define/definition.ts';
import { markdownTable } from './define/markdown.ts';

/** What exists, what it costs and has cost; amounts as in `spending`. */
export const cost = defineEvent({
  schema: costSchema,
  stream: 'stdout',
  text: (event, { style, now }) => renderCost(event, style, now),
  markdown(events) {
    const last = events.at(-1);
    return last === undefined ? '' : costTable(last);
  },
});

function costTable({ items, currency, hour, month, spent, at_least }: CostEvent): string {
  const row = (what: string, one: { hour: number | null; month: number | null; spent: number | null }) => [
    what,
    formatMoney(one.hour, currency, 4),
    formatMoney(one.month, currency),
    formatMoney(one.spent, currency),
  ];
  const total = row(at_least ? 'total, at least' : 'total', { hour, month, spent });
  return markdownTable(
    ['', 'an hour', 'a month', 'so far'],
    [...items.map((item) => row(item.what, item)), total],
  );
}
