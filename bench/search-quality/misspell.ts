export const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** One edit in the letters, not in the first one. */
export function misspell(text: string, from: number, random: () => number): string {
  const letters = [...text];
  const places = letters.flatMap((letter, at) => (at >= from && /[a-z]/.test(letter) ? [at] : []));
  const at = pick(places, random) ?? from;
  const other = LETTERS[(LETTERS.indexOf(letters[at] ?? 'a') + 1 + Math.floor(random() * 25)) % 26] ?? 'x';
  const next = letters[at + 1];
  switch (Math.floor(random() * 4)) {
    case 0:
      letters.splice(at, 1);
      break;
    case 1:
      letters.splice(at, 0, other);
      break;
    case 2:
      letters[at] = other;
      break;
    default:
      if (next !== undefined && /[a-z]/.test(next) && next !== letters[at])
        letters.splice(at, 2, next, letters[at] ?? '');
      else letters[at] = other;
  }
  return letters.join('');
}

export function pick<T>(values: readonly T[], random: () => number): T | undefined {
  return values[Math.floor(random() * values.length)];
}
