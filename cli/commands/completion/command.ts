import type { CommandDefinition } from '#cli/command.ts';
import { SHELLS, VALUES } from './kinds.ts';

export const completion: CommandDefinition = {
  name: 'completion',
  summary: 'print a completion script for a shell',
  group: 'Help:',
  arguments: [
    {
      flags: '<shell>',
      summary: 'shell name, or a word list that the script reads',
      choices: [...SHELLS, ...VALUES],
    },
  ],
  outputs: ['text'],
  examples: (influscope) => [
    `${influscope} completion bash >> ~/.bashrc`,
    `${influscope} completion zsh >> ~/.zshrc`,
    `${influscope} completion fish > ~/.config/fish/completions/influscope.fish`,
  ],
  load: () => import('./run.ts'),
};
