/** Letters that may stand in the place of a word's first one: those of its own alphabet, as folded text has them. */
const ALPHABETS: readonly (readonly [script: RegExp, letters: string])[] = [
  [/^[\p{sc=Latin}\p{N}]/u, 'abcdefghijklmnopqrstuvwxyz0123456789'],
  [/^\p{sc=Cyrillic}/u, 'абвгдежзиклмнопрстуфхцчшщъыьэюяіїєґ'],
  [/^\p{sc=Greek}/u, 'αβγδεζηθικλμνξοπρστυφχψω'],
  [/^\p{sc=Arabic}/u, 'ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ'],
  [/^\p{sc=Hebrew}/u, 'אבגדהוזחטיכלמנסעפצקרשת'],
];

/**
 * Every spelling one edit away from `word` that begins with another letter. Looking those up costs Elasticsearch far
 * less than a fuzzy query without a fixed first letter, which walks through all terms.
 */
export function otherFirstLetters(word: string): string[] {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  const rest = word.slice(first.length);
  const letters = ALPHABETS.find(([script]) => script.test(word))?.[1] ?? '';
  const second = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  const spellings = [...letters].flatMap((letter) => [letter + rest, letter + word]);
  spellings.push(rest, second + first + rest.slice(second.length));
  return [...new Set(spellings)].filter((spelling) => spelling !== '' && !spelling.startsWith(first));
}
