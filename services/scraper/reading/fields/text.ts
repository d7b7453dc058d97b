/** The first `max` code points of a text. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  let units = 0;
  for (let points = 0; points < max && units < text.length; points++) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, units);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** A text of several lines: no control characters, `\n` line ends, trimmed, cut; `null` when nothing is left. */
export function toText(value: unknown, max: number): string | null {
  const raw = scalar(value);
  if (raw === null) return null;
  // Cutting generously first keeps the work bounded by what is kept.
  const clean = truncate(raw, max * 2)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .trim();
  return clean === '' ? null : truncate(clean, max).trimEnd();
}

/** A text of one line: as `toText`, runs of white space are one space. */
export function toLine(value: unknown, max: number): string | null {
  const text = toText(value, max * 2)?.replace(/\s+/g, ' ');
  return text === undefined ? null : truncate(text, max).trimEnd();
}

/** An `http` or `https` address; anything else, also a script, is `null`. */
export function toUrl(value: unknown, max: number): string | null {
  const text = toLine(value, max + 1);
  if (text === null || text.length > max || !/^https?:\/\//i.test(text)) return null;
  return URL.canParse(text) ? text : null;
}

/** `true`, `yes`, `1` and their opposites; anything else is `null`. */
export function toBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = scalar(value)?.trim().toLowerCase();
  if (text === 'true' || text === 'yes' || text === '1') return true;
  if (text === 'false' || text === 'no' || text === '0') return false;
  return null;
}

function scalar(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
