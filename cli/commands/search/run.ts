import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import type { Hint } from '#cli/hint.ts';
import { renderNotes } from '#cli/output/render/render-notes.ts';
import { renderResults } from '#cli/output/render/render-results.ts';
import type { ResultColumnName } from '#cli/output/render/result-column-names.ts';
import { oneLine } from '#cli/output/text/format.ts';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { fetchPages } from './fetch-pages.ts';
import type { SelectionOptions } from './selection.ts';
import { selectionArguments, toSelection } from './selection.ts';

export interface SearchOptions extends SelectionOptions {
  /** The query is a question in plain words. */
  plain?: boolean;
  limit?: number;
  sort?: string;
  page?: number;
  cursor?: string;
  columns?: ResultColumnName[];
  wide?: boolean;
  facets?: boolean;
  /** `false` with `--no-pager`. */
  pager?: boolean;
}

const SEARCH_TIMEOUT_MS = 30_000;
const DEFAULT_LIMIT = 20;
const SHOWN_NAMES = 10;

export const run: Run<SearchOptions> = async ({ args, options }, context) => {
  const { output } = context;
  const { limit = DEFAULT_LIMIT, page = 1, cursor } = options;
  const text = args.join(' ').trim();
  const query = new URLSearchParams({ ...(text !== '' && { q: text }), ...toSelection(options) });
  if (options.sort !== undefined) query.set('sort', options.sort);
  if (options.plain === true) query.set('plain', 'true');
  const response = await fetchPages(await context.client(), query, {
    limit,
    skip: (page - 1) * limit,
    cursor,
    signal: context.deadline(SEARCH_TIMEOUT_MS),
  });
  if (output.format !== 'json') {
    output.remark(...renderNotes(text, response.notes));
    if (options.plain === true) output.remark(describeReading(response), ...describeMeaning(response));
  }
  switch (output.format) {
    case 'json':
      output.write(JSON.stringify(response, null, 2));
      break;
    case 'ndjson':
      for (const profile of response.data) output.write(JSON.stringify(profile));
      break;
    case 'csv': {
      const { profilesToCsv } = await import('#cli/output/text/csv.ts');
      for (const line of profilesToCsv(response.data)) output.write(line);
      break;
    }
    default:
      await showTable(response, { args, options }, context);
      return 0;
  }
  if (output.format !== 'json') output.remark(...describeEnd(response, args, options));
  return 0;
};

/** The results that were found by meaning only, or why the search used words only. */
function describeMeaning({ meaning, data }: SearchResponse): (string | Hint)[] {
  if (meaning === null || meaning === undefined) return [];
  const { alone, missing } = meaning;
  if (missing !== null) return [oneLine(missing.message), missing.hint];
  if (alone.length === 0) return [];
  const found = new Set(alone);
  const names = data.filter(({ id }) => found.has(id)).map(({ username, id }) => oneLine(username ?? id));
  const others = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} others` : '';
  return [`Found by meaning: ${names.slice(0, SHOWN_NAMES).join(', ')}${others}`];
}

/** The query that plain words became, as a command. */
function describeReading({ plain, query, sort }: SearchResponse): Hint {
  const isOrdered = plain?.some(({ rule, clause }) => rule === 'order' && clause !== null);
  const whole = isOrdered ? `${query} sort:${sort}`.trim() : query;
  return { text: 'Read as', command: ['search', ...queryArguments(whole === '' ? [] : [whole])] };
}

interface Request {
  args: readonly string[];
  options: SearchOptions;
}

async function showTable(
  response: SearchResponse,
  { args, options }: Request,
  context: Context,
): Promise<void> {
  const { output } = context;
  const empty = response.total === 0 ? await import('../first-profiles.ts') : null;
  if (empty !== null && (await empty.isEmpty(context))) {
    output.remark(...empty.describeFirstProfiles(output.words));
    return;
  }
  const { columns, wide = false, facets = false, pager = true } = options;
  const { lines, remarks } = renderResults(response, output, {
    ...(columns && { columns }),
    wide,
    facets,
    nextPage: response.next === null ? null : nextPage(response.next, { args, options }, output.tty),
  });
  if (lines.length > 0) await output.show(lines.join('\n'), { pager });
  output.remark(...remarks, ...describeEnd(response, args, options));
}

/** How to get the results after the last one that a search reaches. */
function describeEnd(
  { next, total, query }: SearchResponse,
  args: readonly string[],
  options: SearchOptions,
): Hint[] {
  if (next !== null || total <= MAX_PAGING_DEPTH) return [];
  return [
    {
      text: `Search stops after ${MAX_PAGING_DEPTH.toLocaleString('en')} results. To get all ${total.toLocaleString('en')}`,
      command:
        options.plain === true
          ? ['export', ...queryArguments([query])]
          : ['export', ...selectionArguments(options), ...queryArguments(args)],
    },
  ];
}

/** The same command line for the next page. On a terminal by its number: a cursor is wider than most terminals. */
function nextPage(cursor: string, { args, options }: Request, isTerminal: boolean): Hint {
  const { plain, limit, sort, columns, wide, facets, pager } = options;
  const page = options.page ?? (isTerminal && options.cursor === undefined ? 1 : undefined);
  const flags = [
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
    ...(plain === true ? ['--plain'] : []),
    ...selectionArguments(options),
    ...(sort === undefined ? [] : ['--sort', sort]),
    ...(columns === undefined ? [] : ['--columns', columns.join(',')]),
    ...(wide ? ['--wide'] : []),
    ...(facets ? ['--facets'] : []),
    ...(pager === false ? ['--no-pager'] : []),
    ...(page === undefined ? ['--cursor', cursor] : ['--page', String(page + 1)]),
  ];
  return { text: 'Next page', command: ['search', ...flags, ...queryArguments(args)] };
}

/** Words that begin with a minus sign are not options. */
function queryArguments(args: readonly string[]): string[] {
  return args.some((word) => word.startsWith('-')) ? ['--', ...args] : [...args];
}
