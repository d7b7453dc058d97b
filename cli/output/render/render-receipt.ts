import type { Receipt } from '#contract/privacy/receipt.ts';
import { formatCount } from '../text/format.ts';

/** The receipt of a removal for a person to keep. It has no name. */
export function renderReceipt({ id, at, person, removed, suppressed }: Receipt): string {
  const rows: [string, string][] = [
    ['receipt', id],
    ['time', new Date(at).toISOString()],
    ['person', `${person} (keyed hash)`],
    ...Object.entries(removed).map(([what, count]): [string, string] => [what, formatCount(count)]),
    ['refused', `${formatCount(suppressed)} name${suppressed === 1 ? '' : 's'} from now on`],
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return rows.map(([what, value]) => `${what.padEnd(width)}  ${value}`).join('\n');
}
