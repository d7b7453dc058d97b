import type { CommandDefinition } from '../command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion: CommandDefinition = {
  name: 'completion',
  summary: 'print what makes a shell complete commands and options',
  group: 'Help:',
  arguments: [{ flags: '<shell>', summary: 'which shell', choices: SHELLS }],
  outputs: ['text'],
  examples: [
    'influscope completion bash >> ~/.bashrc',
    'influscope completion fish > ~/.config/fish/completions/influscope.fish',
  ],
  load: () => import('./completion-run.ts'),
};
