import type { Run } from '../command.ts';
import { completionScript } from './completion/scripts.ts';
import type { SHELLS } from './completion.ts';

export const run: Run<object> = async ({ args }, { output, commands }) => {
  output.write(completionScript(args[0] as (typeof SHELLS)[number], commands));
  return 0;
};
