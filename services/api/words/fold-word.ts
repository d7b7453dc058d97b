// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** Case, diacritics and width do not matter. */
export function foldWord(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase().trim();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').trim();
}
