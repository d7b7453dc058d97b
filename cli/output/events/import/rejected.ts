import { oneLine } from '#cli/output/text/format.ts';
import { defineEvent } from '../define/definition.ts';
import { eventSchema, integer, string } from '../define/schema.ts';

/** A row of an import that could not be used. */
export const rejected = defineEvent({
  schema: eventSchema('rejected', { name: string(), line: integer(), reason: string() }),
  stream: 'stderr',
  text: ({ name, line, reason }) => [`${name}:${line}: ${oneLine(reason)}`],
});
