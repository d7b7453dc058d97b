import type { ParsedQuery } from '../query/parse-query.ts';
import { printQuery } from '../query/print-query.ts';

/** The query that plain words became, with its order. */
export function printReading({ tree, sort }: Pick<ParsedQuery, 'tree' | 'sort'>): string {
  return [printQuery(tree), sort === null ? '' : `sort:${sort}`].filter((part) => part !== '').join(' ');
}
