import type { Run } from '../command.ts';
import type { DownOptions } from './down.ts';

const DOWN_TIMEOUT_MS = 60_000;

export const run: Run<DownOptions> = async ({ options }, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  const data = options.deleteData ? 'delete' : options.keepData ? 'keep' : null;
  for await (const event of target.down({ data, signal: context.deadline(DOWN_TIMEOUT_MS) }))
    sink.emit(event);
  return 0;
};
