import { foldHint } from '../text/fold-hint.ts';
import { foldText } from '../text/fold-line.ts';
import { defineEvent } from './define/definition.ts';
import { inlineMarkdown } from './define/markdown.ts';
import { eventSchema, hint, oneOf, optional, string } from './define/schema.ts';

/** A remark or a warning. */
export const note = defineEvent({
  schema: eventSchema('note', {
    level: oneOf(['info', 'warn']),
    code: string(),
    message: string(),
    hint: optional(hint()),
  }),
  stream: 'stderr',
  text({ level, message, hint: advice }, { style, ...room }) {
    const first = level === 'warn' ? `${style.yellow('warning:')} ${message}` : message;
    const tried = advice === undefined ? [] : foldHint(style.dim('try:'), advice, room);
    return [...foldText(first, room.width), ...tried];
  },
  isDetail: ({ level }) => level === 'info',
  markdown: (notes, { words }) =>
    notes
      .filter(({ level }) => level === 'warn')
      .map(({ message, hint: advice }) => {
        const tried = advice === undefined ? '' : `\n>\n> Try: \`${inlineMarkdown(words.hint(advice))}\``;
        return `> ⚠️ ${inlineMarkdown(message)}${tried}`;
      })
      .join('\n\n'),
  annotation: ({ level, code, message, hint: advice = null }) =>
    level === 'warn' ? { level: 'warning', title: code, message, hint: advice, replacesText: true } : null,
});
