import { isDeepStrictEqual } from 'node:util';
import type { Condition, KubeObject } from '../objects.ts';
import { conditionOf, isOwnedBy } from '../objects.ts';
import { assessCommon, shorten } from './common.ts';
import type { AssessReadiness, ObjectReadiness, Related } from './object-readiness.ts';
import { current, failed, inProgress } from './object-readiness.ts';
import { assessWorkloadPods } from './workload-pods.ts';

interface PodTemplate {
  metadata?: { labels?: Record<string, string> };
}

interface ReplicaSet extends KubeObject {
  spec?: { template?: PodTemplate };
}

const HASH = 'pod-template-hash';

interface Deployment extends KubeObject {
  spec?: { replicas?: number; template?: PodTemplate };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
}

export const assessDeployment: AssessReadiness = (object, related, now) => {
  const deployment = object as Deployment;
  const common = assessCommon(deployment);
  if (common) return common;
  const {
    replicas = 0,
    updatedReplicas = 0,
    readyReplicas = 0,
    availableReplicas = 0,
    conditions,
    observedGeneration,
  } = deployment.status ?? {};
  if (observedGeneration === undefined) return inProgress('is waiting for its controller');
  const wanted = deployment.spec?.replicas ?? 1;
  const newest = findCurrentReplicaSet(deployment, related.replicaSets);
  const progressing = conditionOf(conditions, 'Progressing');
  const pods = assessWorkloadPods(podsOf(newest, related), related, now);
  if (
    progressing?.reason === 'ProgressDeadlineExceeded' &&
    isAbout(progressing, newest) &&
    isAfterChange(progressing, deployment)
  ) {
    return pods
      ? { ...pods, status: 'failed' }
      : failed(`made no progress: ${shorten(progressing.message ?? '')}`, {
          condition: 'ProgressDeadlineExceeded',
        });
  }
  const lag = describeLag({ wanted, replicas, updatedReplicas, readyReplicas, availableReplicas });
  if (lag !== null) return explainLag(lag, pods, conditions);
  if (progressing && progressing.reason !== 'NewReplicaSetAvailable' && progressing.status === 'True')
    return inProgress('is waiting for the new replica set to become available', { condition: 'Progressing' });
  const available = conditionOf(conditions, 'Available');
  if (available && available.status !== 'True')
    return inProgress(shorten(available.message ?? 'is not available'));
  if (pods?.condition === 'Restarted') return pods;
  return current(`${readyReplicas} of ${wanted} ready`);
};

interface Counts {
  wanted: number;
  replicas: number;
  updatedReplicas: number;
  readyReplicas: number;
  availableReplicas: number;
}

function describeLag({
  wanted,
  replicas,
  updatedReplicas,
  readyReplicas,
  availableReplicas,
}: Counts): string | null {
  if (wanted > replicas) return `${replicas} of ${wanted} pods created`;
  if (wanted > updatedReplicas) return `${updatedReplicas} of ${wanted} pods updated`;
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} old pods remaining`;
  if (updatedReplicas > availableReplicas) return `${availableReplicas} of ${wanted} pods available`;
  if (wanted > readyReplicas) return `${readyReplicas} of ${wanted} pods ready`;
  return null;
}

function explainLag(
  lag: string,
  pods: ObjectReadiness | null,
  conditions: readonly Condition[] | undefined,
): ObjectReadiness {
  const refused = conditionOf(conditions, 'ReplicaFailure');
  if (refused?.status === 'True')
    return inProgress(`${lag}: ${shorten(refused.message ?? '')}`, {
      condition: refused.reason ?? 'ReplicaFailure',
    });
  if (pods) return { ...pods, reason: `${pods.reason} (${lag})` };
  return inProgress(lag, { condition: 'Progressing' });
}

/**
 * The replica set with the template of the Deployment, as the controller itself finds it. Its number of revision is no
 * help: it changes only after the controller has acted. `undefined` until the controller has made the replica set.
 */
export function findCurrentReplicaSet(
  { spec, metadata }: Deployment,
  replicaSets: readonly KubeObject[],
): KubeObject | undefined {
  const own = replicaSets.filter((set) => isOwnedBy(set, metadata.uid)) as ReplicaSet[];
  return own.find((set) => isDeepStrictEqual(withoutHash(set.spec?.template), withoutHash(spec?.template)));
}

function withoutHash(template: PodTemplate | undefined): PodTemplate | undefined {
  const { [HASH]: _hash, ...labels } = template?.metadata?.labels ?? {};
  return template && { ...template, metadata: { ...template.metadata, labels } };
}

/** The controller's message names the replica set. The condition of an earlier one says nothing about the current one. */
function isAbout({ message = '' }: Condition, replicaSet: KubeObject | undefined): boolean {
  const named = /ReplicaSet "([^"]+)"/.exec(message)?.[1];
  return named === undefined || named === replicaSet?.metadata.name;
}

/**
 * The controller keeps the condition of an earlier revision when a replica set that it already has becomes the current one. Both
 * times are the server's.
 */
function isAfterChange({ lastUpdateTime }: Condition, { metadata }: Deployment): boolean {
  const told = Date.parse(lastUpdateTime ?? '');
  const changes = (metadata.managedFields ?? []) as { subresource?: string; time?: string }[];
  const times = changes.flatMap(({ subresource, time }) =>
    subresource === undefined && time !== undefined ? Date.parse(time) : [],
  );
  return Number.isNaN(told) || times.length === 0 || told >= Math.max(...times);
}

/** What the pods of an earlier replica set suffer from no longer matters. */
function podsOf(replicaSet: KubeObject | undefined, { pods }: Related): readonly KubeObject[] {
  if (replicaSet === undefined) return [];
  return pods.filter(
    (pod) => isOwnedBy(pod, replicaSet.metadata.uid) && pod.metadata.deletionTimestamp === undefined,
  );
}
