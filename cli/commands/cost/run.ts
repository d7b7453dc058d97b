import type { Run } from '#cli/command.ts';
import { requireAbility } from '../target-options.ts';

const COST_TIMEOUT_MS = 60_000;

/** Exit code 0 also when the instance is unhealthy: it bills all the same. */
export const run: Run<object> = async (_input, context) => {
  const cost = requireAbility(await context.target(), 'cost', { code: 'cost_unknown', command: ['cost'] });
  const sink = await context.output.events();
  for await (const event of cost({ signal: context.deadline(COST_TIMEOUT_MS) })) sink.emit(event);
  return 0;
};
