import type { Aws } from '#cli/aws/aws.ts';
import { rootCauses, stackSteps } from '#cli/aws/stacks.ts';
import type { UserError } from '#cli/errors.ts';
import { OperationError } from '#cli/errors.ts';
import { foreignCluster } from './foreign-cluster.ts';
import type { Problem, Removal } from './next-action.ts';

/** An error that says what failed, in which resource, why, and how to fix it. */
export async function explainProblem(
  aws: Aws,
  problem: Problem,
  signal: AbortSignal,
): Promise<OperationError | UserError> {
  const found = await Promise.all(
    problem.stacks.map(async (name) => {
      const steps = (await stackSteps(aws, name, { after: null, signal })) ?? [];
      return rootCauses(steps).map(
        ({ resource, type, reason }) => `${type} ${resource}: ${reason ?? 'no reason given'}`,
      );
    }),
  );
  const reasons = [...problem.issues, ...found.flat()];
  const why = reasons.map((reason) => `\n  ${reason}`).join('');
  if (problem.remove === null) return foreignCluster(problem.what, why);
  const advice = reasons.map(adviceFor).find((one) => one !== null);
  return new OperationError(`The cluster cannot be used: ${problem.what}${why}`, {
    code: 'cluster_broken',
    hint: {
      text: `${advice ? `${advice}; then ` : ''}delete ${describeRemoval(problem.remove)} and create it again`,
      command: ['up', '--repair'],
    },
  });
}

export function describeRemoval(removal: Removal): string {
  if (removal.kind === 'cluster') return 'the remaining parts of the cluster';
  if (removal.kind === 'addon') return `the add-on ${removal.name}`;
  return `the ${removal.stacks.length === 1 ? 'stack' : 'stacks'} ${removal.stacks.join(', ')}`;
}

/** Fixes for causes that AWS words in a known way. */
const ADVICE: readonly [RegExp, string][] = [
  [
    /VcpuLimitExceeded|vCPU (?:capacity|limit)/i,
    'request more vCPUs: aws service-quotas (EC2, L-1216C47A), or use a smaller cluster_config',
  ],
  [/VpcLimitExceeded|maximum number of VPCs/i, 'delete an unused VPC, or raise the limit (VPC, L-F678F1CE)'],
  [
    /AddressLimitExceeded|maximum number of addresses/i,
    'release an address, or raise the limit (EC2, L-0263D0A3)',
  ],
  [
    /InternetGatewayLimitExceeded/i,
    'delete an unused internet gateway, or raise the limit (VPC, L-A4707A72)',
  ],
  [
    /InsufficientInstanceCapacity|insufficient capacity/i,
    'AWS has no capacity for this instance type in the zone: set another zone or instanceType in cluster_config, or retry later',
  ],
  [/UnsupportedAvailabilityZone/i, 'choose other availabilityZones in cluster_config'],
  [
    /not authorized|AccessDenied|UnauthorizedOperation/i,
    'allow the action above (docs/eks-policy.json lists every permission)',
  ],
  [/has (?:a )?dependen|DependencyViolation|in use/i, 'a resource of the cluster is still in use'],
  [
    /NodeCreationFailure|failed to join/i,
    'the nodes cannot reach the control plane: check the routes of their subnets and their security groups',
  ],
  [/already exists/i, 'a resource with that name exists'],
];

export function adviceFor(reason: string): string | null {
  return ADVICE.find(([pattern]) => pattern.test(reason))?.[1] ?? null;
}
