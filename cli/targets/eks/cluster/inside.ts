import { join } from 'node:path';
import type { Aws } from '#cli/aws/aws.ts';
import { createClusterTokens } from '#cli/aws/cluster-token.ts';
import { NotReadyError, UserError } from '#cli/errors.ts';
import type { Settings } from '#cli/settings/settings.ts';
import { createKubernetesTarget } from '#cli/targets/kubernetes/kubernetes-target.ts';
import { readKubernetesState } from '#cli/targets/kubernetes/state.ts';
import type { Target } from '#cli/targets/target.ts';
import { awaitInService } from '../balancer.ts';
import type { Eks } from '../eks.ts';
import { kubeconfigPath, writeKubeconfig } from '../kubeconfig.ts';
import type { ControlPlane } from './facts.ts';
import { describeControlPlane } from './facts.ts';

/** Path of the remembered state of the instance inside its cluster. */
export const insideState = ({ folder }: Pick<Eks, 'folder'>): string => join(folder, 'kubernetes.json');

/**
 * The instance in its cluster. EKS gives the address, so that an old kubeconfig never leads to another cluster. Throws a
 * `NotReadyError` when there is no cluster, a `UserError` when it is not the remembered one.
 */
export async function openInside(eks: Eks, signal: AbortSignal): Promise<Target> {
  const aws = await eks.aws();
  const cluster = await describeControlPlane(aws, eks.name, signal);
  if (cluster?.endpoint == null || cluster.authority === null) {
    throw new NotReadyError(
      cluster === null
        ? `There is no cluster "${eks.name}" in ${aws.region}`
        : `The cluster "${eks.name}" is ${cluster.status}`,
      { code: 'platform_absent', hint: { command: sameUp(eks) }, laggards: ['cluster'] },
    );
  }
  refuseAnother(eks, cluster);
  writeKubeconfig(eks, cluster, aws.region);
  return createInside(eks, aws);
}

/** Without state and without a target, `up` would start on this machine. */
function sameUp({ settings: { values, origins } }: Eks): string[] {
  const region = origins.region.kind === 'flag' ? ['--region', values.region ?? ''] : [];
  return ['up', '--target', 'eks', ...region];
}

/** Another account or address than remembered: the cluster of another user, or a new one. */
function refuseAnother(eks: Eks, cluster: ControlPlane): void {
  const remembered = eks.state()?.cluster ?? null;
  const server = readKubernetesState(insideState(eks))?.server ?? cluster.endpoint;
  if ((remembered === null || remembered === cluster.arn) && server === cluster.endpoint) return;
  throw new UserError(
    `The cluster "${eks.name}" is not the one recorded on this machine [arn=${cluster.arn} server=${cluster.endpoint} remembered=${server}]`,
    {
      code: 'cluster_differs',
      hint: {
        text: 'set AWS_PROFILE to select another account, or use the existing cluster',
        command: ['up'],
      },
    },
  );
}

/** With the kubeconfig that was just written. */
export function createInside(eks: Eks, aws: Aws): Target {
  const { name, root, clock, settings } = eks;
  return createKubernetesTarget({
    name,
    root,
    clock,
    settings: withoutContext(settings),
    within: {
      kubeconfig: kubeconfigPath(eks),
      state: insideState(eks),
      // The kubeconfig's own way starts a program per token, which takes longer than most requests.
      token: createClusterTokens(aws, name, clock),
      inService: (address, signal) => awaitInService(aws, address, { clock, signal }),
    },
  });
}

/** The instance's kubeconfig has one context. */
function withoutContext({ values, origins, ...rest }: Settings): Settings {
  return {
    ...rest,
    values: { ...values, context: null },
    origins: { ...origins, context: { kind: 'default', detail: '' } },
  };
}
