import { CLUSTER_FAULTS } from './cluster-faults.ts';
import { CREATION_FAULTS } from './creation-faults.ts';
import type { Fault } from './fault.ts';
import { POD_FAULTS } from './pod-faults.ts';

/** Every fault that can be put into a healthy instance. */
export const FAULTS: readonly Fault[] = [...POD_FAULTS, ...CREATION_FAULTS, ...CLUSTER_FAULTS];
