import type { Run } from '../command.ts';
import { UserError } from '../errors.ts';

const SECRETS_TIMEOUT_MS = 30_000;

export const run: Run<object> = async (_input, context) => {
  const { target } = await context.target('kubernetes');
  if (!target.secrets) {
    throw new UserError(`"${target.name}" runs on this machine and needs no Secret`, {
      code: 'no_secrets',
      hint: 'influscope secrets create --target kubernetes --name NAME',
    });
  }
  context.output.write(
    (await target.secrets.create({ signal: context.deadline(SECRETS_TIMEOUT_MS) })).trimEnd(),
  );
  return 0;
};
