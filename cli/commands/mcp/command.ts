import type { CommandDefinition } from '#cli/command.ts';

export const mcp: CommandDefinition = {
  name: 'mcp',
  summary: 'serve the instance to an agent over MCP',
  group: 'Profiles:',
  outputs: ['text'],
  runsUntilStopped: true,
  notes: [
    'The command speaks the Model Context Protocol on stdin and stdout. An MCP',
    'client starts it. It ends when stdin closes or on SIGTERM, after it has sent',
    'the answers in progress. The log is written to stderr.',
  ],
  examples: (influscope) => [
    `claude mcp add influscope -- ${influscope} mcp`,
    `${influscope} mcp --name campaign`,
  ],
  load: () => import('./run.ts'),
};
