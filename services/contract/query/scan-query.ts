import { MAX_QUERY_DEPTH } from '../limits.ts';
import { endOfQuoted, QUOTES } from './read-list.ts';
import type { QueryNote, Span } from './tree.ts';

/** A piece of the typed text. `excluded`: preceded by a minus sign, which belongs to the span. */
export type QueryToken = { span: Span } & (
  | { kind: 'open'; excluded: boolean }
  | { kind: 'close' }
  | { kind: 'or' }
  | { kind: 'and' }
  | { kind: 'phrase'; text: string; excluded: boolean }
  /** `verbatim`: a backslash stood before it, so it is a word whatever it says. */
  | { kind: 'run'; text: string; excluded: boolean; verbatim: boolean }
);

const SPACE = /\s/u;
/** A minus sign before anything else is a dash. */
const EXCLUDABLE = /[\p{L}\p{N}"“„«@#.]/u;
const FIELD_START = /^([a-z][\w-]*):(?!\/\/)/i;

/** Cuts a text into tokens, in order. Every `open` has its `close`: a parenthesis without the other one is a word. */
export function scanQuery(text: string, notes: QueryNote[]): QueryToken[] {
  const tokens: QueryToken[] = [];
  /** Places of the parentheses that are open, in `tokens`; -1 for one too many, which counts as none. */
  const open: number[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const excluded = isMinus(text, at);
    if (excluded) at++;
    const character = text.charAt(at);
    if (character === '(') {
      at++;
      const isTooDeep = open.length >= MAX_QUERY_DEPTH;
      const span = { start, end: at };
      open.push(isTooDeep ? -1 : tokens.length);
      if (isTooDeep) notes.push(tooDeep(span));
      else tokens.push({ kind: 'open', excluded, span });
      continue;
    }
    if (character === ')' && open.length > 0) {
      at++;
      if (open.pop() !== -1) tokens.push({ kind: 'close', span: { start, end: at } });
      continue;
    }
    const quotedEnd = endOfQuoted(text, at);
    const end = quotedEnd ?? endOfRun(text, at, open.length > 0);
    const span = { start, end };
    if (quotedEnd !== undefined)
      tokens.push({ kind: 'phrase', text: text.slice(at + 1, end - 1), excluded, span });
    else tokens.push(readRun(text.slice(at, end), excluded, span));
    at = end;
  }
  for (const place of open) if (place !== -1) closeAsWord(tokens, place, text, notes);
  return tokens;
}

function isMinus(text: string, at: number): boolean {
  if (text[at] !== '-') return false;
  const next = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
  if (next === '\\') return /\S/.test(text.charAt(at + 2));
  return next === '(' || EXCLUDABLE.test(next);
}

function readRun(run: string, excluded: boolean, span: Span): QueryToken {
  if (run.length > 1 && run.startsWith('\\'))
    return { kind: 'run', text: run.slice(1), excluded, verbatim: true, span };
  if (run === 'OR' && !excluded) return { kind: 'or', span };
  if (run === 'AND' && !excluded) return { kind: 'and', span };
  return { kind: 'run', text: run, excluded, verbatim: false, span };
}

/** The end of a run of characters without a space, except in the quotes of a field's value. */
function endOfRun(text: string, start: number, inGroup: boolean): number {
  const isVerbatim = text[start] === '\\';
  const name = isVerbatim ? undefined : FIELD_START.exec(text.slice(start, start + 40))?.[1];
  // Also after a name that is no field, so that the note is about the whole clause.
  const takesQuotes = name !== undefined;
  let inner = 0;
  let at = start;
  while (at < text.length && !SPACE.test(text.charAt(at))) {
    const character = text.charAt(at);
    if (!isVerbatim && inGroup && character === ')' && inner === 0 && at > start) return at;
    if (character === '(') inner++;
    if (character === ')') inner--;
    const before = text[at - 1];
    const isValue = takesQuotes && character in QUOTES && at > start && (before === ':' || before === ',');
    at = (isValue ? endOfQuoted(text, at) : undefined) ?? at + 1;
  }
  return at;
}

function closeAsWord(tokens: QueryToken[], place: number, text: string, notes: QueryNote[]): void {
  const { span } = tokens[place] as QueryToken;
  const sign = text.slice(span.start, span.end);
  tokens[place] = { kind: 'run', text: sign, excluded: false, verbatim: true, span };
  notes.push({
    code: 'unmatched_parenthesis',
    message: `"${sign}" has no closing parenthesis and is ignored.`,
    span,
    suggestion: null,
  });
}

function tooDeep(span: Span): QueryNote {
  return {
    code: 'too_deep',
    message: `Parentheses can be nested ${MAX_QUERY_DEPTH} deep; this one is ignored.`,
    span,
    suggestion: null,
  };
}
