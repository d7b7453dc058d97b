// Long: one descent, whose parts share the place in the text.
/**
 * The parser of the query language, written by hand: a scanner and a recursive descent of two levels. A generated parser
 * ends at the first error; this one is total (every text has a tree), keeps the place of each part in the text, needs no
 * build step, and weighs nothing in the command line and on the page. docs/search.md has the grammar.
 */

import { readProfileUrl } from '#domain/profile-url.ts';
import type { Sort } from '../limits.ts';
import { MAX_CLAUSES, MAX_QUERY_LENGTH } from '../limits.ts';
import type { FieldName } from './fields.ts';
import { fieldNamed } from './fields.ts';
import { findContradictions } from './notes/find-contradictions.ts';
import { addColon, isSearchedByWords, nearestField } from './notes/near-field.ts';
import { platformNamed } from './platform-names.ts';
import { hasOpenQuote, QUOTES } from './read-list.ts';
import { readValue, readValues } from './read-value.ts';
import type { QueryToken } from './scan-query.ts';
import { scanQuery } from './scan-query.ts';
import type { NoteCode, QueryNode, QueryNote, QueryTree, Span, TextClause } from './tree.ts';

export interface ParsedQuery {
  tree: QueryTree;
  /** In the order of the text, the first five of each kind. */
  notes: QueryNote[];
  /** Of the last `sort:`; `null` without one. */
  sort: Sort | null;
}

type Run = Extract<QueryToken, { kind: 'run' }>;
type Phrase = Extract<QueryToken, { kind: 'phrase' }>;

/** Whether the text contains a letter or digit of any script. */
const HAS_LETTER = /[\p{L}\p{N}]/u;
const MAX_NOTES_OF_A_KIND = 5;
/** A comparison without its number. */
const SIGN = /^(?:>=|<=|[<>=≥≤])$/;
const FIELD = /^([a-z][\w-]*):(?!\/\/)(.*)$/is;

/**
 * Reads what a person typed. Never throws: what is no operator and no field is a word, and the notes say so. Text without
 * a letter or digit is ignored.
 */
export function parseQuery(whole: string): ParsedQuery {
  const notes: QueryNote[] = [];
  const text = cutQuery(whole, notes);
  const tokens = scanQuery(text, notes);
  let at = 0;
  let clauses = 0;
  let depth = 0;
  let sort: Sort | null = null;
  let sortSpan: Span | null = null;

  const note = (code: NoteCode, span: Span, message: string, suggestion: string | null = null) => {
    notes.push({ code, message, span, suggestion });
  };

  /** Everything up to the closing parenthesis or the end. */
  const readAll = (): QueryNode[] => {
    const nodes: QueryNode[] = [];
    for (let token = tokens[at]; token !== undefined && token.kind !== 'close'; token = tokens[at]) {
      const node = readAny(token, nodes.length > 0);
      if (node?.kind === 'all') nodes.push(...node.nodes);
      else if (node !== null) nodes.push(node);
    }
    return nodes;
  };

  /** One term, or several with OR between them. */
  const readAny = (token: QueryToken, hasBefore: boolean): QueryNode | null => {
    if (token.kind === 'and' && hasBefore && startsTerm(tokens[at + 1])) {
      at++;
      return null;
    }
    const first = readTerm(token);
    const nodes = first === null ? [] : [first];
    while (tokens[at]?.kind === 'or' && startsTerm(tokens[at + 1]) && startsTerm(token)) {
      const next = readTerm(tokens[++at] as QueryToken);
      if (next !== null) nodes.push(next);
    }
    return group('any', nodes);
  };

  const readTerm = (token: QueryToken): QueryNode | null => {
    at++;
    switch (token.kind) {
      case 'open': {
        depth++;
        const nodes = readAll();
        depth--;
        const end = tokens[at++]?.span.end ?? token.span.end;
        if (nodes.length === 0)
          note('empty_parentheses', { start: token.span.start, end }, 'The parentheses are empty.');
        const inner = group('all', nodes);
        return inner === null || !token.excluded ? inner : negate(inner);
      }
      case 'phrase':
        return counted(token, () => readPhrase(token));
      case 'run':
        return counted(token, () => readRun(token));
      default: {
        const word = text.slice(token.span.start, token.span.end);
        note('misplaced_operator', token.span, `${word} joins two parts. Here it counts as a word.`);
        return counted(token, () => ({ kind: 'word', text: word, span: token.span }));
      }
    }
  };

  const counted = (token: QueryToken, read: () => QueryNode | null): QueryNode | null => {
    clauses++;
    if (clauses <= MAX_CLAUSES) return read();
    if (clauses === MAX_CLAUSES + 1)
      note(
        'too_many_clauses',
        { start: token.span.start, end: text.length },
        `A query has at most ${MAX_CLAUSES} parts; the rest is ignored.`,
      );
    return null;
  };

  const readPhrase = ({ text: words, excluded, span }: Phrase): QueryNode | null => {
    if (HAS_LETTER.test(words)) return signed({ kind: 'phrase', text: words, span }, excluded);
    note('no_letters', span, 'The quotes contain no letter or digit and are ignored.');
    return null;
  };

  const readRun = (run: Run): QueryNode | null => {
    const { text: word, excluded, verbatim, span } = run;
    if (!HAS_LETTER.test(word)) {
      const isNoted = notes.some(
        (known) => known.span.start <= span.start && span.end <= known.span.end && known.code !== 'too_deep',
      );
      if (!isNoted) describeSigns(word, span);
      return null;
    }
    if (verbatim) return signed({ kind: 'word', text: word, span }, excluded);
    const platform = platformNamed(word.replace(/[,;:!?]+$/, ''));
    if (platform !== null) return signed({ kind: 'platform', platform, text: word, span }, excluded);
    const address = readProfileUrl(word);
    if (address !== null) return signed({ kind: 'address', address, text: word, span }, excluded);
    const [, name, value = ''] = FIELD.exec(word) ?? [];
    if (name !== undefined) {
      const field = fieldNamed(name);
      const node = field === undefined ? undefined : readField(field, name, value, run);
      if (node !== undefined) return node;
      if (field === undefined && value !== '') describeUnknown(name, value, run);
      const words = group('all', wordsOf(word, span.end - word.length));
      return words !== null && excluded ? negate(words) : words;
    }
    describeWord(run);
    return signed({ kind: 'word', text: word, span }, excluded);
  };

  /** `undefined` when the value cannot be read: then it is a word. */
  const readField = (
    field: FieldName | 'sort',
    name: string,
    value: string,
    { excluded, span }: Run,
  ): QueryNode | null | undefined => {
    const next = tokens[at];
    const isOpen = value === '' || SIGN.test(value);
    const isApart = isOpen && (next?.kind === 'phrase' || next?.kind === 'run') && !next.excluded;
    const given = isApart ? value + text.slice(next.span.start, next.span.end) : value;
    if (hasOpenQuote(given)) {
      const valueStart = isApart ? next.span.start : span.end - value.length;
      const start = valueStart + given.search(/["“„«]/);
      describeQuote({ start, end: start + 1 });
      return undefined;
    }
    const read = readAnyValue(field, given);
    if ('fault' in read) {
      const fault = value === '' ? 'the value is missing' : read.fault;
      const minus = excluded && field !== 'sort' ? '-' : '';
      note('bad_value', span, `${name}: ${fault}. It counts as words.`, `${minus}${name}:${read.suggestion}`);
      return undefined;
    }
    if (isApart) at++;
    const end = isApart ? next.span.end : span.end;
    if ('values' in read) return readSort(read.values[0] as Sort, excluded, { start: span.start, end });
    return signed({ kind: 'field', ...read, span: { start: span.start, end } }, excluded);
  };

  const readSort = (order: Sort, excluded: boolean, span: Span): null => {
    if (excluded || depth > 0 || tokens[at]?.kind === 'or' || tokens[at - 2]?.kind === 'or')
      note('misplaced_sort', span, 'sort applies to all results. Inside OR, - or parentheses it is ignored.');
    else {
      if (sortSpan !== null && sort !== order)
        note('overridden_sort', sortSpan, `sort:${order} replaces this order, because it comes later.`);
      sort = order;
      sortSpan = span;
    }
    return null;
  };

  const describeUnknown = (name: string, value: string, { excluded, span }: Run) => {
    const near = nearestField(name);
    const field = near === undefined ? undefined : fieldNamed(near);
    const fits = field !== undefined && canRead(field, value);
    const minus = excluded && field !== 'sort' ? '-' : '';
    if (isSearchedByWords(name)) {
      const message = `There is no field "${name}", because words search names, handles and bios. It counts as words.`;
      note('unknown_field', span, message, withoutNotes(minus + value));
    } else
      note(
        'unknown_field',
        span,
        `There is no field "${name}". It counts as words.`,
        fits ? `${minus}${near}:${value}` : null,
      );
  };

  /** `followers>10k`, `followers > 10k`. */
  const describeColon = ({ text: word, excluded, span }: Run): boolean => {
    const [next, last] = [tokens[at], tokens[at + 1]];
    const signs = next?.kind === 'run' && !next.excluded && fieldNamed(word) !== undefined ? next.text : '';
    const isLast = SIGN.test(signs) && last?.kind === 'run' && !last.excluded;
    const meant = addColon(word + signs + (isLast ? last.text : ''));
    const field = meant && fieldNamed(meant.name);
    if (meant === undefined || field === undefined || !canRead(field, meant.value)) return false;
    const end = (isLast ? last : signs === '' ? undefined : next)?.span.end ?? span.end;
    const minus = excluded && field !== 'sort' ? '-' : '';
    note(
      'missing_colon',
      { start: span.start, end },
      `A field needs a colon before its value. It counts as words.`,
      `${minus}${meant.name}:${meant.value}`,
    );
    return true;
  };

  const describeNot = ({ span }: Run) => {
    const next = tokens[at];
    if (!startsTerm(next) || next === undefined) return;
    const term = text.slice(next.span.start, next.span.end);
    note(
      'misplaced_operator',
      { start: span.start, end: next.span.end },
      'NOT counts as a word. A minus sign excludes the part after it.',
      next.kind === 'open' ? '-(' : withoutNotes(`-${term}`),
    );
  };

  const describeSigns = (signs: string, span: Span) => {
    if (/^[()]+$/.test(signs))
      note('unmatched_parenthesis', span, `"${signs}" has no matching parenthesis and is ignored.`);
    else if (signs.charAt(0) in QUOTES) describeQuote(span);
    else note('no_letters', span, `"${signs}" contains no letter or digit and is ignored.`);
  };

  const describeQuote = ({ start }: Span) =>
    note(
      'unclosed_quote',
      { start, end: start + 1 },
      'The quote is not closed. The text after it counts as words.',
    );

  const describeWord = (run: Run) => {
    const { text: word, span } = run;
    if (describeColon(run)) return;
    if (word === 'NOT' && !run.excluded) describeNot(run);
    else if (word.charAt(0) in QUOTES) describeQuote(span);
    else if (word.endsWith(')') && count(word, ')') > count(word, '('))
      note(
        'unmatched_parenthesis',
        { start: span.end - 1, end: span.end },
        'The parenthesis has no match and is ignored.',
      );
  };

  const nodes = readAll();
  notes.push(...findContradictions(nodes, text));
  notes.sort((a, b) => a.span.start - b.span.start);
  return { tree: { kind: 'all', nodes }, notes: firstOfEachKind(notes), sort };
}

function canRead(field: FieldName | 'sort', value: string): boolean {
  return !hasOpenQuote(value) && !('fault' in readAnyValue(field, value));
}

function readAnyValue(field: FieldName | 'sort', text: string) {
  return field === 'sort' ? readValues(field, text) : readValue(field, text);
}

/** A hundred open parentheses need no hundred notes. */
function firstOfEachKind(notes: readonly QueryNote[]): QueryNote[] {
  const seen = new Map<NoteCode, number>();
  return notes.filter(({ code }) => {
    const before = seen.get(code) ?? 0;
    seen.set(code, before + 1);
    return before < MAX_NOTES_OF_A_KIND;
  });
}

/** A quoted value can hold spaces, a word cannot. */
function wordsOf(run: string, start: number): QueryNode[] {
  return [...run.matchAll(/\S+/g)]
    .filter(([word]) => HAS_LETTER.test(word))
    .map(({ 0: text, index }) => ({
      kind: 'word',
      text,
      span: { start: start + index, end: start + index + text.length },
    }));
}

/** The text as a suggestion, if it is read without a note; else `null`. */
function withoutNotes(text: string): string | null {
  return parseQuery(text).notes.length === 0 ? text : null;
}

function startsTerm(token: QueryToken | undefined): boolean {
  return token?.kind === 'run' || token?.kind === 'phrase' || token?.kind === 'open';
}

/** `null` for no nodes, the node itself for one. A nested group of the same kind is flattened. */
function group(kind: 'all' | 'any', nodes: QueryNode[]): QueryNode | null {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  return flat.length > 1 ? { kind, nodes: flat } : (flat[0] ?? null);
}

function negate(node: QueryNode): QueryNode {
  return node.kind === 'not' ? node.node : { kind: 'not', node };
}

function signed(node: TextClause | (QueryNode & { kind: 'field' }), excluded: boolean): QueryNode {
  return excluded ? negate(node) : node;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Cuts at the last space that fits, so that no word is split. */
function cutQuery(text: string, notes: QueryNote[]): string {
  if (text.length <= MAX_QUERY_LENGTH) return text;
  const space = text.slice(0, MAX_QUERY_LENGTH).search(/\s\S*$/);
  const end = space > 0 ? space : MAX_QUERY_LENGTH;
  notes.push({
    code: 'too_long',
    message: `A query has at most ${MAX_QUERY_LENGTH} characters; the rest is ignored.`,
    span: { start: end, end: text.length },
    suggestion: null,
  });
  return text.slice(0, end);
}
