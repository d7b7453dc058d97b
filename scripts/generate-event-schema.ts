/** Writes the JSON Schema of the CLI's events, for programs that read them: `node scripts/generate-event-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { eventsSchema } from '#cli/output/events/registry.ts';

const document = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'InfluScope CLI event',
  description: 'One line of `influscope <command> --output json`.',
  ...eventsSchema(),
};
writeFileSync('cli/output/events/events.schema.json', `${JSON.stringify(document, null, 2)}\n`);
