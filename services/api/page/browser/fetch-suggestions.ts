import { TEXTS } from '../texts.ts';

const LIMIT = 20;
/** Names of fields come after words and handles, so these leave room for some. */
const MAX_WORDS = 6;
const MAX_FIELDS = 3;
const MIN_LETTERS = 2;

/** What a part of the query can become. */
export interface Suggestion {
  text: string;
  /** The query with it. */
  query: string;
  /** What it is, or how many profiles have it. */
  about: string;
  /** It is the name of a field, whose values come next. */
  isField: boolean;
}

interface Answer {
  data: string[];
  start: number;
  completions: { text: string; kind: 'field' | 'value'; about: string | null; count: number | null }[];
}

/** Suggestions for the end of a query; none for an end that is too short, and none without an answer. */
export async function fetchSuggestions(query: string, signal: AbortSignal): Promise<Suggestion[]> {
  const typed = /[^\s()]*$/.exec(query)?.[0] ?? '';
  const letters = typed.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters < MIN_LETTERS && !typed.includes(':')) return [];
  try {
    const answer = await fetch(`/suggest?${new URLSearchParams({ q: query, limit: String(LIMIT) })}`, {
      signal,
    });
    return answer.ok ? toSuggestions(query, (await answer.json()) as Answer) : [];
  } catch {
    return [];
  }
}

function toSuggestions(query: string, { data, start, completions }: Answer): Suggestion[] {
  const kept = query.slice(0, start);
  const sign = /^[-@]*/.exec(query.slice(start))?.[0] ?? '';
  const whole = joined(query);
  const words = data.slice(0, MAX_WORDS).map((text) => ({
    text,
    // A handle can have several of the typed words.
    query: start > 0 && joined(text).startsWith(whole) ? text : kept + sign + text,
    about: '',
    isField: false,
  }));
  const others = completions.slice(0, words.length === 0 ? LIMIT : MAX_FIELDS);
  const rest = others.map(({ text, kind, about, count }) => ({
    text,
    query: kept + text,
    about: [
      ...(about === null ? [] : [about]),
      ...(count === null ? [] : [TEXTS.results.total(count.toLocaleString('en'), count === 1)]),
    ].join(', '),
    isField: kind === 'field',
  }));
  return [...words, ...rest].filter((one) => one.query.toLowerCase() !== query.toLowerCase());
}

function joined(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
