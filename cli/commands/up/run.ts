import type { Consent } from '#cli/aws/cost/confirm-spending.ts';
import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { confirm } from '#cli/instance/confirm.ts';
import { note } from '#cli/output/events/events.ts';
import { explicitPort } from '#cli/settings/explicit-port.ts';
import { clusterOptions } from '../cluster-options.ts';
import { importDemo } from '../import/import-demo.ts';
import type { UpOptions } from './command.ts';

const DEMO_PROFILES = 1_000;

export const run: Run<UpOptions> = async ({ options }, context) => {
  const { settings, output } = context;
  const { target, assumed } = await context.target('local');
  const sink = await output.events();
  const request = {
    port: explicitPort(settings),
    until: 'ready',
    cluster: clusterOptions(target, options),
    ...(target.kind === 'eks' && { spending: consent(options, context) }),
    signal: context.deadline(target.patience.upMs),
  } as const;
  for await (const event of target.up(request)) {
    if (event.type === 'ready' && options.demo) {
      const result = await importDemo({ count: DEMO_PROFILES, seed: undefined }, context, sink);
      if (result.accepted === 0) return 1;
    }
    sink.emit(event);
  }
  if (output.format === 'text' && !options.dryRun) {
    output.remark(
      [
        '',
        'Try:',
        ...(options.demo ? [] : ['  influscope import demo:1000']),
        '  influscope search tech',
        '  influscope status',
        '  influscope down',
      ].join('\n'),
    );
  }
  if (assumed) {
    sink.emit(
      note(
        'target_assumed',
        'This runs on your own machine. A cluster is `influscope up --target kubernetes`, and one that is made for it on Amazon EKS `--target eks`.',
      ),
    );
  }
  return 0;
};

/** Nobody can be asked where there is no terminal. */
function consent({ yes }: UpOptions, { settings, stdin, output, signal }: Context): Consent {
  const ask = (question: string) => confirm(question, { stdin, output, signal });
  return {
    yes: yes === true,
    maxMonthlyCost: settings.values.max_monthly_cost,
    ask: yes !== true && stdin().isTTY === true ? ask : null,
  };
}
