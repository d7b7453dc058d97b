import type { Run } from '#cli/command.ts';
import { explicitPort } from '#cli/settings/explicit-port.ts';
import { chooseOptions } from '../target-options.ts';

export interface DeployOptions {
  port?: number;
}

export const run: Run<DeployOptions> = async ({ options }, context) => {
  const resolved = await context.target();
  const { target } = resolved;
  const sink = await context.output.events();
  const request = {
    port: explicitPort(context.settings),
    until: 'ready',
    flags: chooseOptions(resolved, { ...options }),
    signal: context.deadline(target.patience.deployMs),
  } as const;
  for await (const event of target.deploy(request)) sink.emit(event);
  return 0;
};
