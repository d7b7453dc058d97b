/** Codes of two letters for languages (ISO 639-1) and regions (ISO 3166-1), with the names that `Intl` has for them. */

export type CodeType = 'language' | 'region';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const displays = new Map<string, Intl.DisplayNames>();
const nativeNames = new Map<string, string | null>();
const lists: Partial<Record<CodeType, readonly string[]>> = {};

/** Every code that has an English name, in lower case. */
export function allCodes(type: CodeType): readonly string[] {
  lists[type] ??= LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(
    (code) => nameOfCode(type, code) !== null,
  );
  return lists[type];
}

/** The code that replaces this one: `gb` for `uk`, `he` for `iw`. In lower case. */
export function currentCode(type: CodeType, code: string): string {
  const locale = new Intl.Locale(type === 'region' ? `und-${code}` : code);
  return ((type === 'region' ? locale.region : locale.language) ?? code).toLowerCase();
}

/** The name of a code in a language, English by default; `null` without one. */
export function nameOfCode(
  type: CodeType,
  code: string,
  { tongue = 'en', style = 'long' }: { tongue?: string; style?: 'long' | 'short' } = {},
): string | null {
  const key = `${type} ${tongue} ${style}`;
  const display = displays.get(key) ?? new Intl.DisplayNames(tongue, { type, style, fallback: 'none' });
  displays.set(key, display);
  return display.of(type === 'region' ? code.toUpperCase() : code) ?? null;
}

/** The name of a language in itself, `Deutsch`, or of a region in its most spoken language, `España`; `null` without one. */
export function nativeNameOfCode(type: CodeType, code: string): string | null {
  const key = `${type} ${code}`;
  let name = nativeNames.get(key);
  if (name === undefined) {
    const tongue = type === 'language' ? code : new Intl.Locale(`und-${code}`).maximize().language;
    // Each `DisplayNames` is used once, so it is not kept.
    name =
      new Intl.DisplayNames(tongue, { type, fallback: 'none' }).of(
        type === 'region' ? code.toUpperCase() : code,
      ) ?? null;
    nativeNames.set(key, name);
  }
  return name;
}
