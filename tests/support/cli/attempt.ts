import assert from 'node:assert/strict';
import { COMMANDS } from '#cli/commands/index.ts';
import { UserError } from '#cli/errors.ts';
import { parseCommandLine } from '#cli/program.ts';

/** The command that runs, null after help, or the error. */
export function attempt(
  argv: readonly string[],
  write: (text: string) => void = () => {},
): string | null | UserError {
  try {
    const invocation = parseCommandLine(COMMANDS, argv, {
      version: () => '1.2.3',
      write,
      columns: 80,
      started: 'influscope',
    });
    return invocation?.definition.name ?? null;
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error;
  }
}
