import type { Hint } from '#cli/hint.ts';
import type { Facets, SearchResponse } from '#contract/query/search.ts';
import { formatCount, oneLine } from '../text/format.ts';
import type { TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import { textWidth } from '../text/text-width.ts';
import type { Rendered } from '../write-rows.ts';
import type { ResultColumnName } from './result-column-names.ts';
import { pickColumns } from './result-columns.ts';

export interface ResultsView {
  /** Names of columns; the default ones when absent. */
  columns?: readonly ResultColumnName[];
  /** Nothing is cut, however wide the lines become. */
  wide: boolean;
  /** Show how many results each value of a facet has. */
  facets: boolean;
  /** The command for the next page. */
  nextPage: Hint | null;
}

const NOTES: Readonly<Record<SearchResponse['matched'], (total: number) => string>> = {
  exact: () => '',
  fuzzy: () => ', including similar spellings',
  some: (total) => ` that ${total === 1 ? 'matches' : 'match'} most of the words; none matches all`,
};

const NOTHING: readonly (string | Hint)[] = [
  'No profiles found. Use fewer words or wider filters.',
  { text: 'To see the values of each filter', command: ['search', '--facets'] },
];

const CODED = /(?:^|[\s(-])(?:language|country):/;
const CODES =
  'Write a language or country as a code, in English or in its own language, such as lang:de or country:germany.';

const SHORT_WORD = /(?:^|\s)[\p{L}\p{N}]{1,2}$/u;
const SHORT = 'The last word has fewer than 3 letters, so it matches only whole words.';

function remarksOnNothing(query: string): (string | Hint)[] {
  return [...(CODED.test(query) ? [CODES] : []), ...(SHORT_WORD.test(query) ? [SHORT] : []), ...NOTHING];
}

/** The table of search results, and remarks. */
export function renderResults(response: SearchResponse, style: TableStyle, view: ResultsView): Rendered {
  const { count, total, took_ms, matched, data } = response;
  if (total === 0) return { lines: [], remarks: remarksOnNothing(response.query) };
  if (count === 0)
    return { lines: [], remarks: [`This page does not exist: ${formatCount(total)} profiles match.`] };
  const tableWidth = view.wide ? Number.POSITIVE_INFINITY : style.tableWidth;
  const table = renderStyledTable(pickColumns(view.columns), data, { ...style, tableWidth });
  return {
    lines: [...table, ...(view.facets && response.facets ? renderFacets(response.facets, tableWidth) : [])],
    remarks: [
      `${formatCount(count)} of ${formatCount(total)} ${total === 1 ? 'profile' : 'profiles'}${NOTES[matched](total)} (${Number(took_ms.toFixed(1))} ms)`,
      ...describeMixedOrder(response),
      ...(view.nextPage ? [view.nextPage] : []),
    ],
  };
}

/** A rate per follower and a rate per view are not comparable: an order by engagement that holds both says so. */
function describeMixedOrder({ data, sort }: SearchResponse): (string | Hint)[] {
  const rated = data.filter(({ engagement_rate: rate }) => rate !== null);
  const kinds = new Set(rated.map(({ engagement }) => engagement.denominator));
  if (sort !== 'engagement' || kinds.size < 2) return [];
  return [
    'Rates per follower come before rates per view, because they are not comparable. per:views or per:followers selects one kind.',
  ];
}

/** `platform  github 120, x 30`, one line a facet, folded between values where it is wider than `columns`. */
function renderFacets(facets: Facets, columns: number): string[] {
  const known = Object.entries(facets).filter(([, values]) => values.length > 0);
  const width = Math.max(0, ...known.map(([name]) => name.length)) + 2;
  const lines = known.flatMap(([name, values]) => {
    const counts = values.map(({ value, count }) => `${oneLine(value)} ${formatCount(count)}`);
    return joinUpTo(counts, columns - width).map(
      (text, index) => (index === 0 ? name : '').padEnd(width) + text,
    );
  });
  return ['', ...lines];
}

/** `parts` with commas between them, as lines of at most `width` cells; a part that is wider has its own line. */
function joinUpTo(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    const text = index < parts.length - 1 ? `${part},` : part;
    const joined = lines.length > 0 ? `${lines.at(-1)} ${text}` : text;
    if (lines.length > 0 && textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(text);
  }
  return lines;
}
