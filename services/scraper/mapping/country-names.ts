/** Words that lists write for a country beside its English name and its code. */
const OTHERS =
  'usa uk uae england scotland wales turkey turkiye russia south korea north korea korea czech republic vietnam iran syria ' +
  'macau palestine ivory coast deutschland espana brasil italia france nederland polska schweiz osterreich';
const PHRASES = [
  'south korea',
  'north korea',
  'czech republic',
  'ivory coast',
  'hong kong',
  'taiwan',
  'bolivia',
  'tanzania',
  'venezuela',
  'moldova',
  'laos',
  'brunei',
];

let names: ReadonlySet<string> | undefined;

/** Is it the name of a country in English, or a code of two letters? */
export function isCountry(text: string): boolean {
  names ??= listNames();
  return names.has(fold(text));
}

function listNames(): ReadonlySet<string> {
  const display = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  const found = new Set([
    ...OTHERS.split(' ').filter(
      (word) => !['south', 'north', 'republic', 'coast', 'ivory', 'czech'].includes(word),
    ),
    ...PHRASES,
  ]);
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    const name = display.of(code);
    if (name === undefined) continue;
    found.add(fold(name));
    found.add(code.toLowerCase());
  }
  return found;
}

function fold(text: string): string {
  return text.trim().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}
