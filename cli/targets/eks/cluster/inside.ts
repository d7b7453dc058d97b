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

/** Path of what is remembered of the platform inside its cluster. */
export const insideState = ({ folder }: Pick<Eks, 'folder'>): string => join(folder, 'kubernetes.json');

/**
 * The platform in its cluster. EKS is asked first where the cluster is, so that a kubeconfig of yesterday never leads to
 * another one. Throws a `NotReadyError` when there is none, a `UserError` when it is not the remembered one.
 */
export async function openInside(eks: Eks, signal: AbortSignal): Promise<Target> {
  const aws = await eks.aws();
  const cluster = await describeControlPlane(aws, eks.name, signal);
  if (cluster?.endpoint == null || cluster.authority === null) {
    throw new NotReadyError(
      cluster === null
        ? `There is no cluster "${eks.name}" in ${aws.region}`
        : `The cluster "${eks.name}" is ${cluster.status}`,
      { code: 'platform_absent', hint: `${sameUp(eks)} makes it, or finishes it`, laggards: ['cluster'] },
    );
  }
  refuseAnother(eks, cluster);
  writeKubeconfig(eks, cluster, aws.region);
  return createInside(eks, aws);
}

/** Nothing is remembered of a platform that is not there: without its target it would be made on this machine. */
function sameUp({ settings: { values, origins } }: Eks): string {
  const region = origins.region.kind === 'flag' ? ` --region ${values.region}` : '';
  return `influscope up --target eks${region}`;
}

/** An account or an address that is not the remembered one: somebody else's cluster, or one that was made anew. */
function refuseAnother(eks: Eks, cluster: ControlPlane): void {
  const remembered = eks.state()?.cluster ?? null;
  const server = readKubernetesState(insideState(eks))?.server ?? cluster.endpoint;
  if ((remembered === null || remembered === cluster.arn) && server === cluster.endpoint) return;
  throw new UserError(
    `The cluster "${eks.name}" is another one than before [arn=${cluster.arn} server=${cluster.endpoint} remembered=${server}]`,
    {
      code: 'cluster_differs',
      hint: 'influscope up goes on with the one that is there; other credentials (AWS_PROFILE) lead to another account',
    },
  );
}

/** By the kubeconfig as it was just written. */
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
      // The file's own way starts a program for each, which takes longer than most requests.
      token: createClusterTokens(aws, name, clock),
      inService: (address, signal) => awaitInService(aws, address, { clock, signal }),
    },
  });
}

/** The own kubeconfig has one context, and that one is meant. */
function withoutContext({ values, origins, ...rest }: Settings): Settings {
  return {
    ...rest,
    values: { ...values, context: null },
    origins: { ...origins, context: { kind: 'default', detail: '' } },
  };
}
