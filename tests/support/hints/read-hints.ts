import type { Expression, ObjectProperty } from 'oxc-parser';
import { parseSync, Visitor } from 'oxc-parser';
import type { Scope } from './expand-words.ts';
import { expand, expandWords, UnreadError } from './expand-words.ts';
import { sampleFor } from './sample-values.ts';

export interface FoundHint {
  /** `cli/main.ts:12` */
  place: string;
  /** A command of influscope, words of another program, or a line that a shell reads. */
  kind: 'command' | 'words' | 'line';
  /** What it can be; one word for a line. */
  variants: readonly (readonly string[])[];
}

export interface Reading {
  found: FoundHint[];
  /** Hints that could not be read, with the reason. */
  unread: string[];
}

const KEYS = ['command', 'shell', 'pipe'];

/** The sources of values of properties that have the name of a part of a hint and are something else. */
const NO_HINTS: readonly RegExp[] = [
  // The name of a command, in a description of a run.
  /^'[a-z]+'$/,
  // The call that starts a pager, and one in a container.
  /^true$/,
  /^\['\/bin\/bash', /,
  // Schemas.
  /^(?:Type\.Optional|nullable)\(/,
  // The option of a reader of files, a function whose results are hints; and what it is given elsewhere.
  /^\(changes\) => importArguments/,
];

/** Every command in the hints of a source file, with sample values for what only a running program knows. */
export function readHints(path: string, source: string): Reading {
  const { program } = parseSync(path, source);
  const constants = new Map<string, Expression[]>();
  const properties: ObjectProperty[] = [];
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && init) constants.set(id.name, [...(constants.get(id.name) ?? []), init]);
    },
    ObjectExpression: (node) => {
      for (const one of node.properties)
        if (one.type === 'Property' && one.key.type === 'Identifier' && KEYS.includes(one.key.name))
          properties.push(one);
    },
  }).visit(program);
  const scope: Scope = {
    text: ({ start, end }) => source.slice(start, end),
    sample: (text) => sampleFor(path, text),
    constant(name) {
      const [only, ...others] = constants.get(name) ?? [];
      return others.length === 0 ? only : undefined;
    },
  };
  const reading: Reading = { found: [], unread: [] };
  for (const { key, value, shorthand } of properties) {
    const text = scope.text(value);
    if (shorthand || value.type === 'ObjectExpression' || NO_HINTS.some((one) => one.test(text))) continue;
    const place = `${path}:${source.slice(0, value.start).split('\n').length}`;
    try {
      reading.found.push(...readPart(scope.text(key), value, scope).map((one) => ({ place, ...one })));
    } catch (error) {
      if (!(error instanceof UnreadError)) throw error;
      reading.unread.push(`${place}: ${error.message}`);
    }
  }
  return reading;
}

function readPart(key: string, value: Expression, scope: Scope): Omit<FoundHint, 'place'>[] {
  if (key === 'pipe') return [{ kind: 'line', variants: expand(value, scope).map((one) => [String(one)]) }];
  if (key === 'command') {
    if (value.type === 'ArrayExpression')
      return [{ kind: 'command', variants: expandWords(value.elements, scope) }];
    return expand(value, scope)
      .filter((one) => one !== 'null')
      .map((one) =>
        typeof one === 'string' ? { kind: 'line', variants: [[one]] } : { kind: 'command', variants: [one] },
      );
  }
  const steps = value.type === 'ArrayExpression' ? value.elements : [value];
  return steps.flatMap((step): Omit<FoundHint, 'place'>[] => {
    if (step === null || step.type === 'SpreadElement') throw new UnreadError('a step is not written out');
    return expand(step, scope).map((one) =>
      typeof one === 'string' ? { kind: 'line', variants: [[one]] } : { kind: 'words', variants: [one] },
    );
  });
}
