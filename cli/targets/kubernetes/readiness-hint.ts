import type { Hint } from '#cli/hint.ts';
import type { ObjectReadiness } from '#cli/kubernetes/readiness/object-readiness.ts';

const IMAGE: Hint = {
  text: 'check the image name and the pull credentials; to use another image, set images: in influscope.yaml',
};
const BALANCER: Hint = {
  text: 'to run without a load balancer, set service_type: ClusterIP in influscope.yaml; queries then go through the API server',
};
const LOGS: Hint = { text: 'show the logs', command: ['logs'] };

const BY_CONDITION: Readonly<Record<string, Hint>> = {
  CrashLoopBackOff: LOGS,
  CreateContainerConfigError: { text: 'apply the configuration again', command: ['deploy'] },
  CreateContainerError: LOGS,
  CreatingLoadBalancerFailed: BALANCER,
  ErrImageNeverPull: IMAGE,
  ErrImagePull: IMAGE,
  ImagePullBackOff: IMAGE,
  InvalidImageName: IMAGE,
  Lost: {
    text: 'the volume no longer exists; delete the data, then start again',
    command: ['down', '--delete-data'],
  },
  OOMKilled: { text: 'raise its memory request and limit, then deploy it', command: ['deploy'] },
  ProgressDeadlineExceeded: LOGS,
  RegistryUnavailable: IMAGE,
  RunContainerError: LOGS,
  SyncLoadBalancerFailed: BALANCER,
  Unschedulable: { text: 'show what does not fit and how to fix it', command: ['doctor'] },
};

/** One thing to try for an object that is not ready, as its condition suggests. */
export function readinessHint({ hint, condition = '' }: ObjectReadiness): Hint | undefined {
  return hint ?? BY_CONDITION[condition];
}
