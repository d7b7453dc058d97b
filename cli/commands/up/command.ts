import type { CommandDefinition } from '#cli/command.ts';
import { settingOption } from '#cli/settings/registry.ts';
import { offerOptions } from '../target-options.ts';
import type { UpOptions } from './run.ts';

export const up: CommandDefinition<UpOptions> = {
  name: 'up',
  aliases: ['start'],
  summary: 'start an instance',
  group: 'Instance:',
  options: [
    { flags: '--demo', summary: 'import 1,000 generated profiles and wait until they are searchable' },
    {
      flags: '--discover <topics>',
      summary: 'discover these topics, separated by commas, and wait for them',
      parse: parseTopics,
    },
    { flags: '--no-discover', summary: 'do not discover creators, and do not ask' },
    settingOption('port', { summary: 'public port (default: 8080, or a free one)' }),
    { flags: '-y, --yes', summary: 'accept the cost without asking (eks)' },
    settingOption('max_monthly_cost', {
      summary: 'fail if the monthly cost would exceed this amount, in US dollars (eks)',
    }),
    ...offerOptions([
      'repair',
      'dryRun',
      'forceConflicts',
      'forceUnlock',
      'rollback',
      'until',
      'phaseTimeout',
    ]),
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: (influscope) => [
    `${influscope} up --demo`,
    `${influscope} up --discover "vegan food,climate science"`,
    `${influscope} up --name second --port 9000`,
    `${influscope} up --target kubernetes`,
    `${influscope} up --target eks --region us-east-1`,
  ],
  load: () => import('./run.ts'),
};

function parseTopics(text: string): string[] {
  const topics = text
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '');
  if (topics.length > 0 && topics.length <= 20) return topics;
  throw new Error('Expected 1 to 20 topics, separated by commas.');
}
