import type { CommandDefinition } from '#cli/command.ts';
import { SHELLS, VALUES } from './kinds.ts';

export const completion: CommandDefinition = {
  name: 'completion',
  summary: 'print what makes a shell complete commands and options',
  group: 'Help:',
  arguments: [
    {
      flags: '<shell>',
      summary: 'which shell; or a list that its script asks for',
      choices: [...SHELLS, ...VALUES],
    },
  ],
  outputs: ['text'],
  examples: [
    'influscope completion bash >> ~/.bashrc',
    'influscope completion zsh >> ~/.zshrc',
    'influscope completion fish > ~/.config/fish/completions/influscope.fish',
  ],
  load: () => import('./run.ts'),
};
