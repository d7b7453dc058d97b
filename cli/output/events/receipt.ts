import { defineEvent } from './define/definition.ts';
import { renderBill } from './receipt/bill-text.ts';
import { receiptTable } from './receipt/markdown.ts';
import { receiptSchema } from './receipt/schema.ts';

/** What `down` deleted, and what remains. */
export const receipt = defineEvent({
  schema: receiptSchema,
  stream: 'stdout',
  text(event, { style }) {
    if (event.bill) return renderBill(event.bill, style);
    const { removed, remaining } = event;
    const row = ({ kind, name, detail }: (typeof removed)[number]) =>
      `  ${kind}/${name}${detail === null ? '' : ` (${detail})`}`;
    return [
      `Removed: ${removed.length === 0 ? 'nothing' : removed.length}`,
      ...removed.map(row),
      remaining.length === 0
        ? style.green('Remaining: nothing')
        : style.yellow(`Remaining: ${remaining.length}`),
      ...remaining.map(row),
    ];
  },
  markdown(receipts) {
    const last = receipts.at(-1);
    return last === undefined ? '' : receiptTable(last);
  },
});
