import { BALANCERS } from './balancers.ts';
import { CLUSTER } from './cluster.ts';
import { CREATION } from './creation.ts';
import { KUBELET } from './kubelet.ts';
import { PODS } from './pods.ts';
import { SCHEDULING } from './scheduling.ts';
import { SERVICES } from './services.ts';
import { VOLUMES } from './volumes.ts';

export const CAUSES = [
  ...PODS,
  ...KUBELET,
  ...CREATION,
  ...SCHEDULING,
  ...SERVICES,
  ...BALANCERS,
  ...CLUSTER,
  ...VOLUMES,
];
