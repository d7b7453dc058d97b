import type { Run } from '#cli/command.ts';
import { requireAbility } from '../target-options.ts';

export const run: Run<object> = async (_input, context) => {
  const ability = { code: 'no_cluster', command: ['kubeconfig'] };
  const readKubeconfig = requireAbility(await context.target(), 'kubeconfig', ability);
  context.output.write((await readKubeconfig()).trimEnd());
  if (context.output.tty) context.output.remark('This gives access to the cluster. Keep it private.');
  return 0;
};
