import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { SETTINGS } from '#cli/settings/keys.ts';
import { offerOptions } from '../target-options.ts';
import type { UpOptions } from './run.ts';

export const up: CommandDefinition<UpOptions> = {
  name: 'up',
  summary: 'start an instance',
  group: 'Instance:',
  options: [
    { flags: '--demo', summary: 'import 1,000 generated profiles and wait until they are searchable' },
    {
      flags: '--port <number>',
      summary: 'public port (default: 8080, or a free one)',
      parse: wholeNumber(1, 65_535),
    },
    { flags: '-y, --yes', summary: 'accept the cost without a question (eks)' },
    {
      flags: '--max-monthly-cost <amount>',
      summary: 'refuse to create anything that costs more US dollars a month (eks)',
      parse: SETTINGS.max_monthly_cost.parse,
    },
    ...offerOptions(['repair', 'dryRun', 'forceConflicts', 'forceUnlock', 'until', 'phaseTimeout']),
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: [
    'influscope up --demo',
    'influscope up --name second --port 9000',
    'influscope up --target kubernetes',
    'influscope up --target eks --region us-east-1',
  ],
  load: () => import('./run.ts'),
};
