/** File and what it imports, until they are fixed. This list only shrinks. */
export const KNOWN_VIOLATIONS: readonly (readonly [file: string, target: string])[] = [
  ['cli/commands/completion/values.ts', 'cli/targets/local/paths.ts'],
  ['cli/commands/logs/run.ts', 'chalk'],
  ['cli/commands/up/run.ts', 'cli/aws/cost/confirm-spending.ts'],
  ['cli/http/platform-client.ts', 'cli/targets/target.ts'],
  ['cli/http/request.ts', 'cli/targets/target.ts'],
  ['cli/instance/confirm.ts', 'cli/context.ts'],
  ['cli/instance/write-state.ts', 'cli/targets/local/paths.ts'],
  ['cli/instance/write-state.ts', 'cli/targets/local/state.ts'],
  ['cli/output/output.ts', 'cli/command.ts'],
  ['cli/output/render/render-cost.ts', 'cli/aws/cost/limits.ts'],
  ['cli/output/text/write-rows.ts', 'cli/output/output.ts'],
  ['cli/targets/open-target.ts', 'cli/targets/local/local-target.ts'],
  ['cli/targets/open-target.ts', 'cli/targets/kubernetes/kubernetes-target.ts'],
  ['cli/targets/open-target.ts', 'cli/targets/eks/eks-target.ts'],
  ['cli/targets/target.ts', 'cli/aws/cost/confirm-spending.ts'],
];

/** One file of each cycle that is still to be cut. This list only shrinks. */
export const KNOWN_CYCLES: readonly string[] = [
  'cli/kubernetes/readiness/pod.ts',
  'cli/targets/local/local-target.ts',
  'cli/targets/kubernetes/kubernetes-target.ts',
  'cli/command.ts',
  'cli/commands/config/command.ts',
  'cli/commands/deploy/command.ts',
  'cli/commands/down/command.ts',
  'cli/commands/import/command.ts',
  'cli/commands/logs/command.ts',
  'cli/commands/queues/command.ts',
  'cli/commands/search/command.ts',
  'cli/commands/secrets/command.ts',
  'cli/commands/show/command.ts',
  'cli/commands/status/command.ts',
  'cli/commands/up/command.ts',
];
