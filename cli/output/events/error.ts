import { defineEvent } from './define/definition.ts';
import { inlineMarkdown } from './define/markdown.ts';
import { eventSchema, hint, integer, nullable, string } from './define/schema.ts';

/** The last event of a command that failed. */
export const error = defineEvent({
  schema: eventSchema('error', {
    code: string(),
    message: string(),
    hint: nullable(hint()),
    exit_code: integer(),
  }),
  stream: 'stderr',
  text: ({ message, hint: advice }, { style, words }) => [
    `${style.red('error:')} ${message}`,
    ...(advice === null ? [] : [`${style.dim('try:')} ${words.hint(advice)}`]),
  ],
  markdown(errors, { words }) {
    const last = errors.at(-1);
    if (last === undefined) return '';
    const tried = last.hint === null ? '' : `\n>\n> Try: \`${inlineMarkdown(words.hint(last.hint))}\``;
    return `> ❌ ${inlineMarkdown(last.message)}${tried}`;
  },
  annotation: ({ code, message, hint: advice }) => ({
    level: 'error',
    title: code,
    message,
    hint: advice,
    replacesText: true,
  }),
});
