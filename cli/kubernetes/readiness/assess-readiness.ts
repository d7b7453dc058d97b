import { assessClaim } from './claim.ts';
import { assessCustomResourceDefinition } from './custom-resource-definition.ts';
import { assessDeployment } from './deployment.ts';
import { assessGeneric } from './generic.ts';
import { assessJob } from './job.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { assessPod } from './pod.ts';
import { assessService } from './service.ts';
import { assessStatefulSet } from './stateful-set.ts';
import { assessVolumeAttachment } from './volume-attachment.ts';

const BY_KIND: Readonly<Record<string, AssessReadiness>> = {
  CustomResourceDefinition: assessCustomResourceDefinition,
  Deployment: assessDeployment,
  Job: assessJob,
  PersistentVolumeClaim: assessClaim,
  Pod: assessPod,
  Service: assessService,
  StatefulSet: assessStatefulSet,
  VolumeAttachment: assessVolumeAttachment,
};

/** Whether an object of any kind is what it should be. Pure. */
export const assessReadiness: AssessReadiness = (object, related, now) =>
  (BY_KIND[object.kind] ?? assessGeneric)(object, related, now);
