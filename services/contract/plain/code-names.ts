import type { CodeType } from '#domain/codes.ts';
import { allCodes, currentCode, nameOfCode } from '#domain/codes.ts';
import { foldWord } from './fold-words.ts';

/** Languages of the names that plain words can use. */
const TONGUES = ['en', 'de', 'es'] as const;

/** Regions that are no countries: unions, unknown ones, and those for tests. */
const NO_COUNTRIES = new Set(['eu', 'ez', 'un', 'zz', 'xa', 'xb', 'qo']);

/** Names that people use and the tables do not have. */
const OTHER_COUNTRIES: readonly (readonly [string, string])[] = [
  ['uk', 'GB'],
  ['england', 'GB'],
  ['great britain', 'GB'],
  ['usa', 'US'],
  ['u.s', 'US'],
  ['america', 'US'],
  ['turkey', 'TR'],
  ['czech republic', 'CZ'],
  ['holland', 'NL'],
];

/** Codes of countries by folded name in English, German and Spanish. */
export function countryNames(): Map<string, string> {
  const names = namesOf('region');
  for (const [name, code] of OTHER_COUNTRIES) names.set(name, code);
  return names;
}

/** Codes of languages by folded name in English, German and Spanish. */
export function languageNames(): Map<string, string> {
  return namesOf('language');
}

function namesOf(type: CodeType): Map<string, string> {
  const names = new Map<string, string>();
  for (const tongue of TONGUES)
    for (const style of ['long', 'short'] as const)
      for (const code of allCodes(type)) {
        const name = NO_COUNTRIES.has(code) ? null : nameOfCode(type, code, { tongue, style });
        const key = foldWord(name ?? '');
        // The English name wins; a code that is an alias of another is replaced by it.
        if (key !== '' && !names.has(key)) names.set(key, printedCode(type, code));
      }
  return names;
}

/** As queries are printed: `DE` is a country, `de` a language. */
function printedCode(type: CodeType, code: string): string {
  const current = currentCode(type, code);
  return type === 'region' ? current.toUpperCase() : current;
}

/** The names as one pattern, longest first. */
export function namesPattern(names: ReadonlyMap<string, string>): string {
  const escaped = [...names.keys()].sort((a, b) => b.length - a.length).map((name) => RegExp.escape(name));
  return `(?:${escaped.join('|')})`;
}
