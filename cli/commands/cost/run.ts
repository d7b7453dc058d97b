import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';

const COST_TIMEOUT_MS = 60_000;

/** What is there bills whether it is well or not: exit code 0. */
export const run: Run<object> = async (_input, context) => {
  const { target } = await context.target();
  if (target.cost === undefined) {
    const where =
      target.kind === 'local' ? 'runs on this machine' : 'runs on a cluster that was not made here';
    throw new UserError(`"${target.name}" ${where}; what that costs is not known`, {
      code: 'cost_unknown',
      hint: 'influscope cost --target eks, or --name',
    });
  }
  const sink = await context.output.events();
  for await (const event of target.cost({ signal: context.deadline(COST_TIMEOUT_MS) })) sink.emit(event);
  return 0;
};
