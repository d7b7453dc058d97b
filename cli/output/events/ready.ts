import { defineEvent } from './define/definition.ts';
import { eventSchema, integer, optional, string } from './define/schema.ts';

/** The instance can be reached at `url`. */
export const ready = defineEvent({
  schema: eventSchema('ready', {
    name: string(),
    target: string(),
    url: string(),
    /** Sent to the cluster's API. */
    requests: optional(integer()),
    /** Sent to AWS, tries included. */
    aws_requests: optional(integer()),
  }),
  stream: 'stdout',
  text: ({ url }) => [url],
  markdown(all) {
    const last = all.at(-1);
    return last === undefined ? '' : `Available at <${last.url}>`;
  },
});
