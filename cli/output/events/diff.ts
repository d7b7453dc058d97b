import { defineEvent } from './define/definition.ts';
import { array, eventSchema, oneOf, string } from './define/schema.ts';

/** What a deployment would change in one object; `lines` begin with `+`, `-` or a space. */
export const diff = defineEvent({
  schema: eventSchema('diff', {
    kind: string(),
    name: string(),
    change: oneOf(['create', 'update', 'delete', 'none']),
    lines: array(string()),
  }),
  stream: 'stdout',
  text({ kind, name, change, lines }, { style }) {
    if (change === 'none') return [];
    const paint = (line: string) =>
      line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line;
    return [style.bold(`${change} ${kind}/${name}`), ...lines.map((line) => `  ${paint(line)}`)];
  },
});
