/** Quotes around a text, by the one that opens it. */
export const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»' };

/** The end of the quoted text that begins at `at`, after its closing quote; `undefined` when none begins or it has no end. */
export function endOfQuoted(text: string, at: number): number | undefined {
  const closing = QUOTES[text.charAt(at)];
  if (closing === undefined) return undefined;
  const end = text.indexOf(closing, at + 1);
  return end === -1 ? undefined : end + 1;
}

/** The text inside quotes around the whole of it. */
export function unquote(text: string): string {
  return endOfQuoted(text, 0) === text.length ? text.slice(1, -1) : text;
}

/** A text in quotes that do not occur in it. */
export function quote(text: string): string {
  const plain = quotable(text);
  const [opening, closing] = Object.entries(QUOTES).find(([, end]) => !plain.includes(end)) ?? ['"', '"'];
  return opening + plain + closing;
}

/** A text with quotes of every kind loses its `"`. */
function quotable(text: string): string {
  return Object.values(QUOTES).every((closing) => text.includes(closing)) ? text.replaceAll('"', '') : text;
}

/** Reads `music,"Food & Drink"`: values separated by commas, without the blank ones. */
export function readList(text: string): string[] {
  const values: string[] = [];
  let at = 0;
  while (at < text.length) {
    while (/[\s,]/.test(text.charAt(at))) at++;
    const quotedEnd = endOfQuoted(text, at);
    if (quotedEnd !== undefined) {
      values.push(text.slice(at + 1, quotedEnd - 1));
      at = quotedEnd;
      continue;
    }
    const comma = text.indexOf(',', at);
    const end = comma === -1 ? text.length : comma;
    values.push(text.slice(at, end));
    at = end;
  }
  return values.map((value) => quotable(value.trim())).filter((value) => value !== '');
}

/** Whether a value begins with a quote that is not closed. */
export function hasOpenQuote(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    while (/[\s,]/.test(text.charAt(at))) at++;
    const end = endOfQuoted(text, at);
    if (end === undefined && text.charAt(at) in QUOTES) return true;
    const comma = text.indexOf(',', end ?? at);
    at = comma === -1 ? text.length : comma + 1;
  }
  return false;
}

/** After a colon, `//` would begin an address. */
const PLAIN = /^(?!\/\/)[^\s,"“„«()\\]+$/;

/** Values as `readList` reads them. */
export function printList(values: readonly string[]): string {
  return values.map((value) => (PLAIN.test(value) ? value : quote(value))).join(',');
}
