import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { chooseOptions, requireAbility } from '../target-options.ts';

export const run: Run<object> = async ({ args, options }, context) => {
  const resolved = await context.target();
  const history = requireAbility(resolved, 'history', { code: 'no_history', command: ['rollback'] });
  const sink = await context.output.events();
  const request = {
    revision: toRevision(args[0]),
    flags: chooseOptions(resolved, { ...options }),
    signal: context.deadline(resolved.target.patience.deployMs),
  };
  for await (const event of history.rollBack(request)) sink.emit(event);
  return 0;
};

function toRevision(text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UserError(`"${text}" is not a revision number`, {
    code: 'revision_unknown',
    hint: { command: ['history'] },
  });
}
