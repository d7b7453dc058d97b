import { defineEvent } from './define/definition.ts';
import { statusSchema } from './status/schema.ts';
import { renderStatus } from './status/text.ts';

/** What an instance does, and how healthy it is. */
export const status = defineEvent({
  schema: statusSchema,
  stream: 'stdout',
  text: (event, around) => [renderStatus(event, around)],
});
