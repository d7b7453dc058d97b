import type { CommandDefinition } from '#cli/command.ts';

export const schema: CommandDefinition = {
  name: 'schema',
  summary: 'print the JSON Schema of the JSON output',
  group: 'Help:',
  arguments: [{ flags: '[command]', summary: 'one command (default: all)', suggest: 'commands' }],
  outputs: ['json'],
  examples: (influscope) => [`${influscope} schema`, `${influscope} schema search > search.schema.json`],
  notes: [
    'The schema has a version. Within a version, fields are only added.',
    'With -o ndjson, each line is one element of the list in the result.',
  ],
  load: () => import('./run.ts'),
};
