import { allCodes, nameOfCode, nativeNameOfCode } from '#domain/codes.ts';

/** What lists write for a country beside its code, its English name and its native name. */
const OTHERS = [
  'usa',
  'uk',
  'uae',
  'england',
  'scotland',
  'wales',
  'turkey',
  'russia',
  'korea',
  'south korea',
  'north korea',
  'czech republic',
  'vietnam',
  'iran',
  'syria',
  'macau',
  'palestine',
  'ivory coast',
  'hong kong',
];

let names: ReadonlySet<string> | undefined;

/** Is it the name of a country, in English or its native name, or a code of two letters? */
export function isCountry(text: string): boolean {
  names ??= listNames();
  return names.has(fold(text));
}

function listNames(): ReadonlySet<string> {
  const found = new Set(OTHERS);
  for (const code of allCodes('region'))
    for (const name of [code, nameOfCode('region', code), nativeNameOfCode('region', code)])
      if (name !== null) found.add(fold(name));
  return found;
}

function fold(text: string): string {
  return text.trim().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}
