import type { TemplateLiteral } from 'oxc-parser';
import { parseSync, Visitor } from 'oxc-parser';

export interface Sentence {
  line: number;
  /** A value that the program puts in is shown as `{its source}`. */
  text: string;
}

const SQL =
  /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|BEGIN|COMMIT|ROLLBACK|WITH|VALUES|WHERE|AND)\b/;
/** Two words in a row, of letters. */
const PROSE = /\p{L}{2,}[’']?[,.:;)"”]* (?:["“(`]*)\p{L}+/u;

/** The texts of a source file that read as prose: messages, hints, help, descriptions. Comments are left out. */
export function readSentences(path: string, source: string): Sentence[] {
  const { program } = parseSync(path, source);
  const types: [number, number][] = [];
  const found: { at: number; text: string }[] = [];
  const template = ({ start, quasis, expressions }: TemplateLiteral) => {
    const parts = quasis.map(({ value }, index) => {
      const inner = expressions[index];
      return `${value.cooked ?? ''}${inner ? `{${source.slice(inner.start, inner.end).replaceAll(/\s+/g, ' ')}}` : ''}`;
    });
    found.push({ at: start, text: parts.join('') });
  };
  new Visitor({
    TSLiteralType: ({ start, end }) => void types.push([start, end]),
    Literal({ start, value }) {
      if (typeof value === 'string') found.push({ at: start, text: value });
    },
    TemplateLiteral: template,
  }).visit(program);
  return found
    .filter(
      ({ at, text }) => PROSE.test(text) && !SQL.test(text) && !types.some(([a, b]) => at >= a && at < b),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ at, text }) => ({ line: source.slice(0, at).split('\n').length, text }));
}
