const NON_ASCII = /[\u{80}-\u{10ffff}]/u;

/**
 * Marks that decorate a letter without making it another one: Latin, Greek and Cyrillic accents, Hebrew points, Arabic
 * vowel signs and hamza, variation selectors, the Arabic stretching sign. The voicing marks of Japanese and
 * the vowel signs of Thai and of the Indic scripts are no decoration and stay.
 */
const DECORATION =
  /[[\p{M}&&[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}]]--[\u3099\u309a]]|\u0640/gv;

/** Characters that are not seen: soft hyphen, joiners, direction marks. */
const INVISIBLE = /\p{Cf}+/gu;

/** Letters that Unicode does not take apart, with the spelling that people type for them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ς: 'σ',
  ى: 'ي',
  ة: 'ه',
  ٱ: 'ا',
};
const SPELLED = new RegExp(`[${Object.keys(SPELLINGS).join('')}]`, 'gu');

/** The form in which categories, sources and other labels are compared. */
export function foldLabel(label: string): string {
  return foldText(label).trim();
}

/**
 * The form in which text is compared: lower case, without diacritics, compatibility forms (full width, mathematical
 * letters, ligatures) as their plain letters.
 */
export function foldText(text: string): string {
  if (!NON_ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(DECORATION, '')
    .replace(INVISIBLE, '')
    .replace(SPELLED, (letter) => SPELLINGS[letter] ?? letter)
    .normalize('NFC');
}
