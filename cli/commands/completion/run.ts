import type { Run } from '#cli/command.ts';
import { SHELLS, VALUES } from './kinds.ts';

export const run: Run<object> = async ({ args }, context) => {
  const { output, commands } = context;
  const shell = SHELLS.find((one) => one === args[0]);
  const values = VALUES.find((one) => one === args[0]);
  if (shell !== undefined) {
    const { completionScript } = await import('./scripts.ts');
    output.write(completionScript(shell, commands));
  } else if (values !== undefined) {
    const { completionValues } = await import('./values.ts');
    for (const value of await completionValues(values, context)) output.write(value);
  }
  return 0;
};
