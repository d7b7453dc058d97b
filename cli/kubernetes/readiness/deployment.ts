import type { Condition, KubeObject } from '../objects.ts';
import { conditionOf, isOwnedBy } from '../objects.ts';
import { judgeCommon, shorten } from './common.ts';
import type { Judge, Related, Verdict } from './verdict.ts';
import { current, failed, inProgress } from './verdict.ts';
import { judgeWorkloadPods } from './workload-pods.ts';

interface Deployment extends KubeObject {
  spec?: { replicas?: number };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
}

const REVISION = 'deployment.kubernetes.io/revision';

export const judgeDeployment: Judge = (object, related, now) => {
  const deployment = object as Deployment;
  const common = judgeCommon(deployment);
  if (common) return common;
  const {
    replicas = 0,
    updatedReplicas = 0,
    readyReplicas = 0,
    availableReplicas = 0,
    conditions,
    observedGeneration,
  } = deployment.status ?? {};
  if (observedGeneration === undefined) return inProgress('waits for its controller');
  const wanted = deployment.spec?.replicas ?? 1;
  const progressing = conditionOf(conditions, 'Progressing');
  const pods = judgeWorkloadPods(newestPods(deployment, related), related, now);
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return pods
      ? { ...pods, status: 'failed' }
      : failed(`made no progress: ${shorten(progressing.message ?? '')}`, {
          condition: 'ProgressDeadlineExceeded',
          hint: 'influscope logs',
        });
  }
  const lag = describeLag({ wanted, replicas, updatedReplicas, readyReplicas, availableReplicas });
  if (lag !== null) return explainLag(lag, pods, conditions);
  if (progressing && progressing.reason !== 'NewReplicaSetAvailable' && progressing.status === 'True')
    return inProgress('waits for the new replica set to be reported available', { condition: 'Progressing' });
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
  if (wanted > replicas) return `${replicas} of ${wanted} pods made`;
  if (wanted > updatedReplicas) return `${updatedReplicas} of ${wanted} pods updated`;
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} old pods still there`;
  if (updatedReplicas > availableReplicas) return `${availableReplicas} of ${wanted} pods available`;
  if (wanted > readyReplicas) return `${readyReplicas} of ${wanted} pods ready`;
  return null;
}

function explainLag(
  lag: string,
  pods: Verdict | null,
  conditions: readonly Condition[] | undefined,
): Verdict {
  const refused = conditionOf(conditions, 'ReplicaFailure');
  if (refused?.status === 'True')
    return inProgress(`${lag}: ${shorten(refused.message ?? '')}`, {
      condition: refused.reason ?? 'ReplicaFailure',
    });
  if (pods) return { ...pods, reason: `${lag}: ${pods.reason}` };
  return inProgress(lag, { condition: 'Progressing' });
}

/** Pods of the newest replica set: what an older one's pods suffer from does not matter any more. */
function newestPods(deployment: Deployment, { replicaSets, pods }: Related): readonly KubeObject[] {
  const own = replicaSets.filter((set) => isOwnedBy(set, deployment.metadata.uid));
  const revision = (set: KubeObject) => Number(set.metadata.annotations?.[REVISION] ?? 0);
  const newest = own.toSorted((a, b) => revision(b) - revision(a))[0];
  if (newest === undefined) return [];
  return pods.filter(
    (pod) => isOwnedBy(pod, newest.metadata.uid) && pod.metadata.deletionTimestamp === undefined,
  );
}
