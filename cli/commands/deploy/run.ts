import type { Run } from '#cli/command.ts';
import { explicitPort } from '#cli/settings/explicit-port.ts';
import { clusterOptions } from '../cluster-options.ts';
import type { DeployOptions } from './command.ts';

const LOCAL_TIMEOUT_MS = 90_000;

export const run: Run<DeployOptions> = async ({ options }, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  const request = {
    port: explicitPort(context.settings),
    until: 'ready',
    cluster: clusterOptions(target, options),
    signal: context.deadline(Math.max(LOCAL_TIMEOUT_MS, target.patience.upMs)),
  } as const;
  for await (const event of target.deploy(request)) sink.emit(event);
  return 0;
};
