import { CLUSTER } from './cluster.ts';
import { CREATION } from './creation.ts';
import { PODS } from './pods.ts';
import { SERVICES } from './services.ts';
import { VOLUMES } from './volumes.ts';

export const CAUSES = [...PODS, ...CREATION, ...SERVICES, ...CLUSTER, ...VOLUMES];
