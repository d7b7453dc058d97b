import { MIN_BEGINNING } from '#contract/limits.ts';
import type { TextPart } from '#contract/query/split-tree.ts';
import type { TextClause } from '#contract/query/tree.ts';
import type { Platform } from '#domain/platform.ts';
import type { ProfileAddress } from '#domain/profile-url.ts';
import type { Analyser } from './analyser.ts';
import { foldText } from './fold.ts';
import type { Stemmer, WordForms } from './stems/stemmer.ts';
import type { Token } from './tokenize.ts';
import { joinWords, wordSequence } from './tokenize.ts';

/** A word that a profile should hold. */
export interface QueryTerm {
  text: string;
  /** Words that begin with it count too. */
  prefix: boolean;
  /** Other forms of the word count too, below it. */
  forms: WordForms | null;
  /** Largest edit distance of a close spelling; 0 for none. */
  maxEdits: number;
  /** Close spellings are looked for among handles only. */
  handlesOnly: boolean;
  /** The word names it: its profiles hold the term, those that only mention it come below them. */
  platform: Platform | null;
}

/** Words side by side in one text. */
export interface QueryPhrase {
  /** Tokens that a profile with the phrase holds. */
  words: string[];
  /** The word sequence that one of its texts contains; `null` when the only word says it all. */
  sequence: string | null;
}

export interface Exclusion extends QueryPhrase {
  platform: Platform | null;
}

/** A whole handle or display name, written together. */
export interface WholeName {
  text: string;
  prefix: boolean;
  /** Largest edit distance of a handle; 0 for none. */
  maxEdits: number;
  /** On this platform only. */
  platform: Platform | null;
}

/** A query's text as both engines search it. */
export interface QueryPlan {
  terms: QueryTerm[];
  phrases: QueryPhrase[];
  excluded: Exclusion[];
  /** Profiles with such a name match whatever else they hold. */
  names: WholeName[];
  /** Profiles with such an id match, too. */
  ids: string[];
}

const MAX_TERMS = 64;
/** Terms such as `c++`, whose letters alone are another handle. */
const NO_HANDLE = /[＋＃．]/u;

/**
 * Plans the search for the text of a query, with word forms in the languages whose tags are given, by default in all.
 * Terms after the 64th are left out.
 */
export function planQuery(
  clauses: readonly TextPart[],
  analyser: Analyser,
  languages?: ReadonlySet<string>,
): QueryPlan {
  const { stemmer } = analyser;
  const plan: QueryPlan = { terms: [], phrases: [], excluded: [], names: [], ids: [] };
  const wanted = clauses.filter(({ excluded }) => !excluded);
  const terms = new Map<string, QueryTerm>();
  const add = (term: QueryTerm) => {
    const known = terms.get(term.text);
    if (known) known.prefix ||= term.prefix;
    else if (terms.size + plan.phrases.length < MAX_TERMS) terms.set(term.text, term);
  };

  for (const [at, clause] of wanted.entries()) {
    const isLast = at === wanted.length - 1;
    switch (clause.kind) {
      case 'word': {
        const tokens = analyser.tokenizer.query(foldText(clause.text));
        for (const [i, token] of tokens.entries())
          add(toTerm(token, isLast && i === tokens.length - 1, { stemmer, languages }));
        break;
      }
      case 'platform':
        add(toPlatformTerm(clause.text, clause.platform, isLast));
        break;
      case 'phrase': {
        const phrase = toPhrase(clause.text, analyser);
        if (phrase.words.length > 0 && terms.size + plan.phrases.length < MAX_TERMS)
          plan.phrases.push(phrase);
        break;
      }
      case 'address':
        for (const term of termsOfAddress(clause, plan, analyser)) add(term);
    }
  }
  for (const clause of clauses) if (clause.excluded) plan.excluded.push(...toExclusions(clause, analyser));
  plan.terms = [...terms.values()];
  plan.names = [...wholeNames(wanted, plan), ...plan.names];
  return plan;
}

/** Whether the plan looks for nothing. */
export function isEmptyPlan({ terms, phrases, excluded, ids }: QueryPlan): boolean {
  return terms.length + phrases.length + excluded.length + ids.length === 0;
}

/** Whether a part of the words can be enough. */
export function canBeSome({ terms }: QueryPlan): boolean {
  return terms.length > 1 && terms.some(({ platform }) => platform === null);
}

/** The words of a group, all of which a profile has to hold: neither begun nor misspelt. */
export function toGroupTerms(
  clause: TextClause,
  { tokenizer, stemmer }: Analyser,
  languages?: ReadonlySet<string>,
): QueryTerm[] {
  if (clause.kind === 'platform') return [toPlatformTerm(clause.text, clause.platform, false)];
  const folded = foldText(clause.text);
  const exactly = clause.kind === 'phrase' ? tokenizer.parts(folded) : tokenizer.query(folded);
  const forms = clause.kind === 'word' ? { stemmer, languages } : null;
  return exactly.map((token) => ({ ...toTerm(token, false, forms), maxEdits: 0 }));
}

/** Whole handles that an address stands for, written together, and the id; both are of its platform. */
export function addressNames({ platform, handle, native_id: id }: ProfileAddress): {
  names: string[];
  id: string | null;
} {
  const folded = foldText(handle ?? id ?? '');
  const [user = '', host] = folded.split('@');
  const names = host === undefined ? [user] : [user, folded];
  return { names: names.map(joinWords), id: id === null ? null : `${platform}:${id}` };
}

interface Forms {
  stemmer: Stemmer;
  languages?: ReadonlySet<string> | undefined;
}

/** Without `known` in one form only. */
function toTerm({ text, kind }: Token, last: boolean, known: Forms | null): QueryTerm {
  const isWord = kind === 'word';
  return {
    text,
    prefix: (isWord || kind === 'joined') && last && text.length >= MIN_BEGINNING,
    forms: isWord && known ? known.stemmer.ofQuery(text, known.languages) : null,
    maxEdits: isWord ? maxEdits(text) : 0,
    handlesOnly: /\p{N}/u.test(text),
    platform: null,
  };
}

export function toPhrase(text: string, { tokenizer }: Analyser): QueryPhrase {
  const folded = foldText(text);
  const words = [...new Set(tokenizer.parts(folded).map((token) => token.text))];
  const sequence = wordSequence(folded);
  return { words, sequence: words.length > 1 || sequence !== ` ${words[0]} ` ? sequence : null };
}

function toExclusions(clause: TextPart, analyser: Analyser): Exclusion[] {
  const platform = clause.kind === 'platform' ? clause.platform : null;
  const phrase = toPhrase(clause.text, analyser);
  const byWords = phrase.words.length > 0 ? [{ ...phrase, platform: null }] : [];
  return platform === null ? byWords : [{ words: [], sequence: null, platform }, ...byWords];
}

/** The handle's words and the platform, and the whole handle on it, or the platform's own id. */
function termsOfAddress(
  clause: TextPart & { kind: 'address' },
  plan: QueryPlan,
  analyser: Analyser,
): QueryTerm[] {
  const { platform, handle, native_id } = clause.address;
  const { names, id } = addressNames(clause.address);
  if (id !== null) plan.ids.push(id);
  const [user = ''] = foldText(handle ?? native_id ?? '').split('@');
  for (const text of names)
    plan.names.push({ text, prefix: false, maxEdits: maxEdits(names[0] ?? ''), platform });
  const words = analyser.tokenizer.query(user).map((token) => toTerm(token, false, null));
  return [...words, toPlatformTerm(platform, platform, false)];
}

function toPlatformTerm(word: string, platform: Platform, last: boolean): QueryTerm {
  const text = joinWords(foldText(word));
  const prefix = last && text.length >= MIN_BEGINNING;
  return { text, prefix, forms: null, maxEdits: 0, handlesOnly: false, platform };
}

/** The whole query as one name, and what is left of it without the platforms it names. */
function wholeNames(clauses: readonly TextPart[], { terms, phrases }: QueryPlan): WholeName[] {
  if (
    phrases.length > 0 ||
    terms.some(({ text }) => NO_HANDLE.test(text)) ||
    clauses.some(({ kind }) => kind === 'address')
  )
    return [];
  const joinAll = (some: readonly TextPart[]) => joinWords(foldText(some.map(({ text }) => text).join(' ')));
  const whole = joinAll(clauses);
  if (whole === '') return [];
  const single = terms.length === 1 && terms[0]?.text === whole;
  const names: WholeName[] = [
    {
      text: whole,
      prefix: !single && (terms.at(-1)?.prefix ?? false),
      maxEdits:
        (single && terms[0]?.maxEdits !== 0) || terms.some(({ text }) => text.includes('＆'))
          ? 0
          : maxEdits(whole),
      platform: null,
    },
  ];
  const platform = clauses.find((clause) => clause.kind === 'platform')?.platform;
  const others = joinAll(clauses.filter(({ kind }) => kind !== 'platform'));
  if (platform !== undefined && others !== '' && others !== whole)
    names.push({ text: others, prefix: false, maxEdits: maxEdits(others), platform });
  return names;
}

/**
 * Edit distance 1 from 3 characters, 2 from 6. With digits 1 from 4 characters, two of them letters: neighbours of a
 * number are other numbers.
 */
function maxEdits(text: string): number {
  if (/\p{N}/u.test(text)) return text.length >= 4 && /\p{L}.*\p{L}/u.test(text) ? 1 : 0;
  if (text.length < 3) return 0;
  return text.length < 6 ? 1 : 2;
}
