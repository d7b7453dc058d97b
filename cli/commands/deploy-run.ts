import type { Run } from '../command.ts';
import { explicitPort } from '../config/explicit-port.ts';
import type { DeployOptions } from './deploy.ts';

const DEPLOY_TIMEOUT_MS = 90_000;

export const run: Run<DeployOptions> = async (_input, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  const request = {
    port: explicitPort(context.settings),
    until: 'ready',
    signal: context.deadline(DEPLOY_TIMEOUT_MS),
  } as const;
  for await (const event of target.deploy(request)) sink.emit(event);
  return 0;
};
