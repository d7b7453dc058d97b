import type { Platform } from '#domain/platform.ts';
import type { ProfileAddress } from '#domain/profile-url.ts';
import { readProfileUrl } from '#domain/profile-url.ts';
import { platformNamed } from './platform-names.ts';

/** The part of the typed text that a clause comes from, in UTF-16 units: `text.slice(start, end)`. */
export interface Span {
  start: number;
  end: number;
}

interface ClauseBase {
  span: Span;
  /** Without quotes and minus sign. */
  text: string;
  /** Profiles that match the clause are left out. */
  excluded: boolean;
}

/** One part of a query. */
export type Clause =
  | (ClauseBase & { kind: 'word' })
  | (ClauseBase & { kind: 'phrase' })
  | (ClauseBase & { kind: 'platform'; platform: Platform })
  | (ClauseBase & { kind: 'address'; address: ProfileAddress });

const SPACE = /\s/u;
const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»' };
const MINUS = '-';
/** A minus sign before anything else is a dash. */
const EXCLUDABLE = /[\p{L}\p{N}"“„«@#.]/u;

/**
 * Reads what a person typed. Total: every text has clauses, and what is no operator is a word.
 *
 * - `"some words"` is a phrase. A quote without its end, or inside a word, is plain text.
 * - `-word` and `-"some words"` leave profiles out.
 * - the name of a platform asks for that platform.
 * - the address of a profile asks for that profile.
 * - every other run of characters without a space is a word.
 */
export function parseQuery(text: string): Clause[] {
  const clauses: Clause[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const excluded = text[at] === MINUS && EXCLUDABLE.test(characterAt(text, at + 1));
    if (excluded) at++;
    const quoted = readQuoted(text, at);
    const end = quoted?.end ?? endOfRun(text, at);
    const span = { start, end };
    if (quoted) clauses.push({ kind: 'phrase', text: quoted.text, excluded, span });
    else clauses.push(readRun(text.slice(at, end), { excluded, span }));
    at = end;
  }
  return clauses;
}

function readRun(run: string, { excluded, span }: { excluded: boolean; span: Span }): Clause {
  const platform = platformNamed(run.replace(/[,;:!?]+$/, ''));
  if (platform !== null) return { kind: 'platform', platform, text: run, excluded, span };
  const address = readProfileUrl(run);
  if (address !== null) return { kind: 'address', address, text: run, excluded, span };
  return { kind: 'word', text: run, excluded, span };
}

/** A quoted text that begins here and whose end is followed by no letter; `undefined` for anything else. */
function readQuoted(text: string, at: number): { text: string; end: number } | undefined {
  const closing = QUOTES[text.charAt(at)];
  if (closing === undefined) return undefined;
  const end = text.indexOf(closing, at + 1);
  if (end === -1) return undefined;
  return { text: text.slice(at + 1, end), end: end + 1 };
}

function endOfRun(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && !SPACE.test(text.charAt(end))) end++;
  return end;
}

/** With both halves of a surrogate pair. */
function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}
