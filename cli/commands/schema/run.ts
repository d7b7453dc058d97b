import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { guessCommand } from '#cli/guesses.ts';
import { allSchemas, schemaOf } from './documents.ts';

export const run: Run<object> = async ({ args: [name] }, { commands, output }) => {
  if (name === undefined) {
    output.write(JSON.stringify(allSchemas(commands), null, 2));
    return 0;
  }
  const command = commands.find((one) => one.name === name || one.aliases?.includes(name));
  if (command === undefined) {
    const withJson = commands.filter(({ outputs }) => outputs.includes('json')).map((one) => one.name);
    const near = guessCommand(name, withJson).command?.find((word) => withJson.includes(word));
    throw new UserError(`There is no command "${name}"`, {
      code: 'unknown_command',
      hint: near === undefined ? { command: ['schema', '--help'] } : { command: ['schema', near] },
    });
  }
  const document = schemaOf(command);
  if (document === null) {
    throw new UserError(`${command.name} does not write JSON`, {
      code: 'no_json_output',
      hint: { text: 'print the schema of all commands', command: ['schema'] },
    });
  }
  output.write(JSON.stringify(document, null, 2));
  return 0;
};
