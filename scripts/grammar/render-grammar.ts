import { MAX_CLAUSES, MAX_QUERY_DEPTH, MAX_QUERY_LENGTH } from '#contract/limits.ts';
import type { Field, FieldType } from '#contract/query/fields.ts';
import { FIELD_NAMES, FIELDS, SORT_FIELD } from '#contract/query/fields.ts';
import { QUOTES } from '#contract/query/read-list.ts';

const VALUES: Readonly<Record<FieldType, string>> = {
  count: 'number',
  percent: 'number',
  change: 'signed number',
  rate: 'number for a period',
  time: 'age or date',
  choice: '',
  label: 'text',
};

/** The grammar of the query language and its fields, as Markdown, from the tables of the parser. */
export function renderGrammar(): string {
  return `${RULES}\n\n${table()}`;
}

const quotes = Object.entries(QUOTES)
  .map(([opening, closing]) => `${opening} … ${closing}`)
  .join('   ');

const RULES = `\`\`\`text
query    = { item }                          all items must match
item     = term { "OR" term }                OR binds first
term     = [ "-" ] ( group | phrase | clause | word )
group    = "(" query ")"                     at most ${MAX_QUERY_DEPTH} levels
phrase   = ${quotes}
clause   = field ":" value { "," value }     one of the values
field    = a name or other name in the table; case is ignored; "_" is the same as "-"
value    = phrase | range | age | date | characters without space
range    = N | N ".." N | N ".." | ".." N | ( ">" | ">=" | "<" | "<=" | "=" ) N
           a single N is N or more; N is 10000, 10,000, 10k, 1.5M or 2B
rate     = range [ "/" ( "day" | "week" | "month" | "year" ) ]
age      = [ "<" | ">" ] ( digits ( "h" | "d" | "w" | "m" | "y" ) ), or two with ".."
           30d and <30d: within the last 30 days; >1y: longer ago; m is a month; also whole words: 30days
date     = [ ">" | "<" ] YYYY [ "-" MM [ "-" DD ] ], or two with ".."
word     = characters without space; after "\\", always a word
\`\`\`

A query has at most ${MAX_QUERY_LENGTH.toLocaleString('en')} characters and ${MAX_CLAUSES} parts. \`AND\` between two parts changes nothing.`;

function table(): string {
  const rows = FIELD_NAMES.map((name) => row(name, FIELDS[name]));
  return [
    '| Field | Other names | Value | Meaning | Example |',
    '|---|---|---|---|---|',
    ...rows,
    row('sort', SORT_FIELD),
  ].join('\n');
}

function row(name: string, { aliases, type, values, about, example }: Field): string {
  const value = values?.map(code).join(' ') ?? VALUES[type];
  return `| ${code(name)} | ${aliases.map(code).join(' ')} | ${value} | ${about} | ${code(example)} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
