import { defineEvent } from './define/definition.ts';
import { eventSchema, oneOf, string } from './define/schema.ts';

/** A line of another program that this command runs. */
export const tool = defineEvent({
  schema: eventSchema('tool', {
    step: string(),
    tool: string(),
    level: oneOf(['info', 'warn', 'error']),
    message: string(),
  }),
  stream: 'stderr',
  text({ tool: name, level, message }, { style }) {
    const line = `${name}: ${message}`;
    return [{ info: style.dim, warn: style.yellow, error: style.red }[level](line)];
  },
  isDetail: ({ level }) => level === 'info',
});
