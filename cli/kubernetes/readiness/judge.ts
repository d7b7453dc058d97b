import { judgeClaim } from './claim.ts';
import { judgeCustomResourceDefinition } from './custom-resource-definition.ts';
import { judgeDeployment } from './deployment.ts';
import { judgeGeneric } from './generic.ts';
import { judgeJob } from './job.ts';
import { judgePod } from './pod.ts';
import { judgeService } from './service.ts';
import { judgeStatefulSet } from './stateful-set.ts';
import type { Judge } from './verdict.ts';
import { judgeVolumeAttachment } from './volume-attachment.ts';

const JUDGES: Readonly<Record<string, Judge>> = {
  CustomResourceDefinition: judgeCustomResourceDefinition,
  Deployment: judgeDeployment,
  Job: judgeJob,
  PersistentVolumeClaim: judgeClaim,
  Pod: judgePod,
  Service: judgeService,
  StatefulSet: judgeStatefulSet,
  VolumeAttachment: judgeVolumeAttachment,
};

/** Whether an object of any kind is what it should be. Pure. */
export const judge: Judge = (object, related, now) =>
  (JUDGES[object.kind] ?? judgeGeneric)(object, related, now);
