import type { KubeObject } from '../objects.ts';
import { judgeCommon, shorten } from './common.ts';
import type { Judge } from './verdict.ts';
import { current, inProgress } from './verdict.ts';

interface VolumeAttachment extends KubeObject {
  spec?: { nodeName?: string };
  status?: { attached?: boolean; attachError?: { message?: string }; detachError?: { message?: string } };
}

export const judgeVolumeAttachment: Judge = (object) => {
  const attachment = object as VolumeAttachment;
  const { attached, attachError, detachError } = attachment.status ?? {};
  const common = judgeCommon(attachment);
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
