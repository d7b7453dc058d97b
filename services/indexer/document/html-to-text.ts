import { decodeHTMLStrict } from 'entities';

// Bounded, so that no text takes more than a time in proportion to its length.
const DROPPED = /<!--[\s\S]{0,1000}?-->|<(script|style|template)\b[^<>]{0,500}>[\s\S]{0,1000}?<\/\1\s*>/gi;
const BREAKS =
  /<(?:br|hr)\b[^<>]{0,500}>|<\/?(?:p|div|ul|ol|li|blockquote|h[1-6]|pre|section|article|table|tr)\b[^<>]{0,500}>/gi;
/** Known tags only: `I <3 cats` and `a < b` are text. */
const TAGS =
  /<\/?(?:a|abbr|b|center|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|svg|td|th|tt|u)\b[^<>]{0,500}>/gi;

/** The text of an HTML fragment, with a new line for each block. Text without tags and entities stays as it is. */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return html;
  const text = html.replace(DROPPED, '').replace(BREAKS, '\n').replace(TAGS, '');
  const decoded = decodeHTMLStrict(text);
  if (text === html) return decoded;
  return decoded
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
}
