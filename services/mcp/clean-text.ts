/** Characters that a person cannot see and a model can read: controls, direction marks, tags, fillers. Emoji need two of them. */
const INVISIBLE =
  /(?!\u200d|\ufe0f)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]|[\u200d\ufe0f]{3,}/gu;

/**
 * Text of others on one line, without characters that a person cannot see and a model can read. It has at most `maxChars`
 * characters, and twice as many bytes in JSON. `undefined` for nothing.
 */
export function cleanText(text: string | null | undefined, maxChars: number): string | undefined {
  const plain = (text ?? '').toWellFormed().replace(INVISIBLE, ' ').replace(/\s+/gu, ' ').trim();
  if (plain === '') return undefined;
  const chars = [...plain];
  const room = countFitting(chars, maxChars);
  return room === chars.length
    ? plain
    : `${chars
        .slice(0, room - 1)
        .join('')
        .trimEnd()}…`;
}

function countFitting(chars: readonly string[], maxChars: number): number {
  let bytes = 0;
  for (const [at, char] of chars.entries()) {
    bytes += char === '"' || char === '\\' ? 2 : Buffer.byteLength(char);
    if (at >= maxChars || bytes > 2 * maxChars) return at;
  }
  return chars.length;
}

/** Texts of a list, cleaned; `undefined` for none. */
export function cleanTexts(
  texts: readonly string[],
  { most, maxChars }: { most: number; maxChars: number },
): string[] | undefined {
  const clean = texts.slice(0, most).flatMap((text) => cleanText(text, maxChars) ?? []);
  return clean.length === 0 ? undefined : clean;
}
