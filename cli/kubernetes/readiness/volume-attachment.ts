import type { KubeObject } from '../objects.ts';
import { assessCommon, shorten } from './common.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { current, inProgress } from './object-readiness.ts';

interface VolumeAttachment extends KubeObject {
  spec?: { nodeName?: string };
  status?: { attached?: boolean; attachError?: { message?: string }; detachError?: { message?: string } };
}

export const assessVolumeAttachment: AssessReadiness = (object) => {
  const attachment = object as VolumeAttachment;
  const { attached, attachError, detachError } = attachment.status ?? {};
  const common = assessCommon(attachment);
  if (common) {
    return detachError?.message
      ? { ...common, reason: `cannot be detached: ${shorten(detachError.message)}` }
      : common;
  }
  if (attached) return current(`is attached to ${attachment.spec?.nodeName ?? 'its node'}`);
  if (attachError?.message)
    return inProgress(`cannot be attached: ${shorten(attachError.message)}`, {
      condition: 'FailedAttachVolume',
    });
  return inProgress(`is being attached to ${attachment.spec?.nodeName ?? 'its node'}`);
};
