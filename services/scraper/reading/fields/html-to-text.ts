import { decodeHTMLStrict } from 'entities/decode';

const MARKUP = /<\/?[a-z][^<>]*>|<!--|&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);/i;
/** What a browser does not show. */
const HIDDEN = /<(script|style|head|template)\b[^<>]*>.*?(?:<\/\1\s*>|$)|<!--.*?(?:-->|$)/gis;
const BREAK = /<br\b[^<>]*>|<\/(?:p|div|li|h[1-6]|tr|blockquote)\s*>/gi;
const TAG = /<\/?[a-z][^<>]*>/gi;

/** The text that a browser would show of a piece of HTML; a text without markup is answered as it is. */
export function htmlToText(text: string): string {
  if (!(text.includes('<') || text.includes('&')) || !MARKUP.test(text)) return text;
  return decodeHTMLStrict(text.replace(HIDDEN, ' ').replace(BREAK, '\n').replace(TAG, ''))
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
