import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';

export const run: Run<object> = async (_input, context) => {
  const { target } = await context.target();
  if (!target.kubeconfig) {
    throw new UserError(`"${target.name}" runs on this machine, without a cluster`, {
      code: 'no_cluster',
      hint: 'influscope kubeconfig --name NAME',
    });
  }
  context.output.write((await target.kubeconfig()).trimEnd());
  if (context.output.tty) context.output.remark('It lets its reader into the cluster: keep it to yourself.');
  return 0;
};
