/** Words that join others, by language. A text is of the language most of whose words it has. */
const JOINING = {
  en: 'a an the in on at of for from with and or who that which whose are is have has having their to by about based living located',
  de: 'in im am aus von vom mit und oder fur auf bei zu zum zur uber die wie',
  es: 'en de del con y o que para por sobre al',
} as const;

/** Names begin with some of these: Los Angeles, Die Ärzte. They count only in lower case and in a text of the language. */
const ARTICLES = {
  en: '',
  de: 'der die das den dem des ein eine einen einem einer',
  es: 'el la los las un una unos unas',
} as const;

type Tongue = keyof typeof JOINING;
const TONGUES = Object.keys(JOINING) as Tongue[];

const JOINING_WORDS = setsOf(JOINING);
const ARTICLE_WORDS = setsOf(ARTICLES);

/** Tells whether a word of the text only joins others. Ties of languages go to English. */
export function smallWordsOf(words: readonly string[]): (word: string, raw: string) => boolean {
  const count = (tongue: Tongue) => words.filter((word) => JOINING_WORDS[tongue].has(word)).length;
  const tongue = TONGUES.reduce((best, next) => (count(next) > count(best) ? next : best));
  const isOwn = (word: string, raw: string) => ARTICLE_WORDS[tongue].has(word) && raw === raw.toLowerCase();
  return (word, raw) => JOINING_WORDS[tongue].has(word) || isOwn(word, raw);
}

function setsOf(lists: Readonly<Record<Tongue, string>>): Record<Tongue, Set<string>> {
  const set = (tongue: Tongue) => new Set(lists[tongue].split(' '));
  return { en: set('en'), de: set('de'), es: set('es') };
}
