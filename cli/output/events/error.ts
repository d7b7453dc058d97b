import { foldHint } from '../text/fold-hint.ts';
import { foldText } from '../text/fold-line.ts';
import { defineEvent } from './define/definition.ts';
import { inlineMarkdown } from './define/markdown.ts';
import { array, eventSchema, hint, integer, nullable, object, optional, string } from './define/schema.ts';

/** The last event of a command that failed. */
export const error = defineEvent({
  schema: eventSchema('error', {
    code: string(),
    message: string(),
    hint: nullable(hint()),
    exit_code: integer(),
    /** What the diagnosis found, the root first; the codes are those of docs/troubleshooting.md. */
    findings: optional(array(object({ code: string(), kind: string(), name: string() }))),
  }),
  stream: 'stderr',
  text: ({ message, hint: advice }, { style, ...room }) => [
    ...foldText(`${style.red('error:')} ${message}`, room.width),
    ...(advice === null ? [] : foldHint(style.dim('try:'), advice, room)),
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
