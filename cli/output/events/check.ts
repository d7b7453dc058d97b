import { foldHint } from '../text/fold-hint.ts';
import { foldText } from '../text/fold-line.ts';
import { defineEvent } from './define/definition.ts';
import { markdownTable } from './define/markdown.ts';
import { eventSchema, hint, nullable, oneOf, string } from './define/schema.ts';

/** The result of one check. */
export const check = defineEvent({
  schema: eventSchema('check', {
    name: string(),
    status: oneOf(['ok', 'warn', 'fail']),
    message: string(),
    fix: nullable(hint()),
  }),
  stream: 'stdout',
  text({ name, status, message, fix }, { style, ...room }) {
    const mark = { ok: style.green('✔'), warn: style.yellow('!'), fail: style.red('✖') }[status];
    const found = foldText(`${mark} ${name}: ${message}`, room.width, '    ');
    return [...found, ...(fix === null ? [] : foldHint('  fix:', fix, room))];
  },
  markdown(checks, { words }) {
    const marks = { ok: '✅', warn: '⚠️', fail: '❌' } as const;
    return markdownTable(
      ['', 'check', 'finding', 'fix'],
      checks.map(({ status, name, message, fix }) => [
        marks[status],
        name,
        message,
        fix === null ? '' : words.hint(fix),
      ]),
    );
  },
  annotation: ({ name, status, message, fix }) =>
    status === 'ok'
      ? null
      : {
          level: status === 'fail' ? 'error' : 'warning',
          title: name,
          message,
          hint: fix,
          replacesText: false,
        },
});
