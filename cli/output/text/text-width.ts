import { eastAsianWidth } from 'get-east-asian-width';

/**
 * Cells that `text` takes in a terminal, character by character. The tables of emoji sequences and of grapheme
 * clusters would be more exact, and cost 40 ms at first use: more than all the rest of a search.
 */
export function textWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += clusterWidth(cluster);
  return width;
}

/** Cuts between characters as people see them, and says so with an ellipsis. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (isPlain(text)) return `${text.slice(0, Math.max(0, width - 1)).trimEnd()}…`;
  let kept = '';
  let used = 0;
  for (const cluster of clusters(text)) {
    used += clusterWidth(cluster);
    if (used > width - 1) break;
    kept += cluster;
  }
  return `${kept.trimEnd()}…`;
}

/** Printable ASCII and the ellipsis: one cell each. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e…]*$/.test(text);
}

/** A character below the first combining mark, except the soft hyphen: it has one cell, so no table is needed. */
function isLatin(text: string): boolean {
  return text.length === 1 && text < '\u0300' && text !== '\u00ad';
}

const ZERO_WIDTH_JOINER = '\u200d';
const EMOJI_STYLE = '\ufe0f';
const TEXT_STYLE = '\ufe0e';

/** A base and what is drawn on top of it: marks, joined emoji, a flag's second letter. */
function* clusters(text: string): Generator<string> {
  let cluster = '';
  for (const character of text) {
    if (cluster !== '' && !continues(cluster, character)) {
      yield cluster;
      cluster = '';
    }
    cluster += character;
  }
  if (cluster !== '') yield cluster;
}

function continues(cluster: string, character: string): boolean {
  if (isLatin(character)) return cluster.endsWith(ZERO_WIDTH_JOINER);
  if (character === ZERO_WIDTH_JOINER || cluster.endsWith(ZERO_WIDTH_JOINER)) return true;
  if (isMark(character) || isSkinTone(character)) return true;
  return isFlagLetter(character) && isFlagLetter(cluster);
}

function clusterWidth(cluster: string): number {
  if (isLatin(cluster)) return 1;
  const [base = ''] = cluster;
  const codePoint = base.codePointAt(0) ?? 0;
  if (isMark(base) || base === ZERO_WIDTH_JOINER) return 0;
  if (cluster.includes(EMOJI_STYLE) || (isFlagLetter(base) && cluster.length > base.length)) return 2;
  if (cluster.includes(TEXT_STYLE)) return 1;
  return eastAsianWidth(codePoint);
}

/** Drawn on the character before it, or not at all. */
function isMark(character: string): boolean {
  return /^[\p{Mn}\p{Me}\p{Cf}]/u.test(character);
}

function isSkinTone(character: string): boolean {
  return character >= '\u{1f3fb}' && character <= '\u{1f3ff}' && character.length === 2;
}

function isFlagLetter(text: string): boolean {
  const codePoint = text.codePointAt(0) ?? 0;
  return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff && text.length === 2;
}
