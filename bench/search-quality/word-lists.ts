/** Words that people add to a name. */
export const FILLERS = [
  'official',
  'videos',
  'blog',
  'fanpage',
  'channel',
  'profile',
  'influencer',
  'podcast',
  'interview',
  'news',
];

/** Forms of one word, of which people type one and write another. */
const FORMS: readonly (readonly string[])[] = [
  ['developer', 'developers', 'development', 'developing'],
  ['engineer', 'engineers', 'engineering'],
  ['gaming', 'gamer', 'gamers', 'games', 'game'],
  ['writer', 'writers', 'writing'],
  ['maker', 'makers', 'making'],
  ['designer', 'designers', 'designing', 'design'],
  ['programmer', 'programmers', 'programming'],
  ['blogger', 'bloggers', 'blogging', 'blog'],
  ['photographer', 'photographers', 'photography'],
  ['traveler', 'travelers', 'traveling', 'travel', 'travels'],
  ['dancer', 'dancers', 'dancing', 'dance'],
  ['singer', 'singers', 'singing'],
  ['baker', 'bakers', 'baking'],
  ['cook', 'cooks', 'cooking'],
  ['runner', 'runners', 'running'],
  ['teacher', 'teachers', 'teaching'],
  ['creator', 'creators', 'creating'],
  ['builder', 'builders', 'building'],
  ['learner', 'learners', 'learning'],
  ['student', 'students'],
  ['tutorial', 'tutorials'],
  ['video', 'videos'],
  ['project', 'projects'],
  ['story', 'stories'],
  ['recipe', 'recipes'],
  ['artist', 'artists'],
  ['entrepreneur', 'entrepreneurs'],
  ['consultant', 'consultants', 'consulting'],
  ['developpeur', 'developpeurs'],
  ['entwickler', 'entwicklung'],
  ['receta', 'recetas'],
  ['viaje', 'viajes'],
];

/** The other forms of a word. */
export const WORD_FORMS: ReadonlyMap<string, readonly string[]> = new Map(
  FORMS.flatMap((forms) => forms.map((form) => [form, forms.filter((other) => other !== form)] as const)),
);

const term = (text: string, pattern: string) => ({
  term: text,
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu'),
});

/** Terms that are not letters and digits alone, and who holds one, read without the product's own analysis. */
export const SYMBOL_TERMS: readonly { term: string; pattern: RegExp }[] = [
  { term: 'C++', pattern: /(?<![\p{L}\p{N}])c\+\+(?![\p{L}+])/iu },
  term('C#', 'c#'),
  term('F#', 'f#'),
  { term: '.NET', pattern: /(?<![\p{L}\p{N}])\.net(?![\p{L}\p{N}])/iu },
  term('K-Pop', 'k-?pop'),
  term('AT&T', 'at&t'),
  term('R&D', 'r ?& ?d'),
  term('R&B', 'r ?& ?b'),
  term('Q&A', 'q ?& ?a'),
];
