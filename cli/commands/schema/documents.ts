import type { TSchema } from 'typebox';
import type { CommandDescription } from '#cli/command-description.ts';
import { EVENTS, eventsSchema } from '#cli/output/events/registry.ts';
import { RESULTS } from './results.ts';

/** Fields are only added under the same version. */
const VERSION = 1;
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

type Document = Readonly<Record<string, unknown>>;

/** The schema of what one command writes to stdout with `-o json`; `null` when it writes no JSON. */
export function schemaOf(command: CommandDescription): Document | null {
  if (!command.outputs.includes('json')) return null;
  const about = describe(command.name);
  if (command.streamsEvents)
    return { ...about, description: 'Each line is one of these events.', ...eventsSchema() };
  const result = resultOf(command.name);
  return {
    ...about,
    description:
      command.name === 'logs'
        ? 'Each line is a log line; the last one can be an error.'
        : 'One result, or the error that ended the command.',
    anyOf: [result, EVENTS.error.schema],
  };
}

/** The schema of what any command writes, with the result of each under `$defs`. */
export function allSchemas(commands: readonly CommandDescription[]): Document {
  const once = commands.filter(({ outputs, streamsEvents }) => outputs.includes('json') && !streamsEvents);
  const results = Object.fromEntries(once.map(({ name }) => [name, resultOf(name)]));
  const names = ['event', ...Object.keys(results)];
  return {
    ...describe(null),
    description: `What commands write to stdout with -o json. Commands that take time write events, one per line: ${commands
      .filter(({ streamsEvents }) => streamsEvents)
      .map(({ name }) => name)
      .join(', ')}. The others write one result or an error event.`,
    anyOf: names.map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: { event: eventsSchema(), ...results },
  };
}

function describe(name: string | null): Document {
  const suffix = name === null ? '' : `:${name}`;
  return {
    $schema: DIALECT,
    $id: `urn:influscope:cli:v${VERSION}${suffix}`,
    title: `influscope ${name ?? '<command>'} -o json`,
  };
}

function resultOf(name: string): TSchema {
  const schema = RESULTS[name];
  if (schema === undefined) throw new Error(`No schema for the result of ${name}`);
  return schema;
}
