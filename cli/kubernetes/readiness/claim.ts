import type { KubeObject } from '../objects.ts';
import { judgeCommon, latestWarning, shorten } from './common.ts';
import type { Judge } from './verdict.ts';
import { current, failed, inProgress } from './verdict.ts';

interface Claim extends KubeObject {
  spec?: { storageClassName?: string };
  status?: { phase?: string; capacity?: { storage?: string } };
}

/** Trouble with the volume is told at once, but may heal: only the deadline makes an end of it. */
export const judgeClaim: Judge = (object, { events }) => {
  const claim = object as Claim;
  const common = judgeCommon(claim);
  if (common) return common;
  const { phase, capacity } = claim.status ?? {};
  if (phase === 'Bound') return current(`is bound${capacity?.storage ? ` (${capacity.storage})` : ''}`);
  if (phase === 'Lost')
    return failed('has lost its volume', {
      condition: 'Lost',
      hint: 'the volume no longer exists: influscope down --delete-data, then influscope up',
    });
  const trouble = latestWarning(claim, events, ['ProvisioningFailed', 'FailedBinding', 'VolumeResizeFailed']);
  if (trouble && !/no persistent volumes available/.test(trouble.message ?? '')) {
    return inProgress(`has no volume: ${shorten(trouble.message ?? '')}`, {
      condition: trouble.reason ?? 'ProvisioningFailed',
      hint: `kubectl describe storageclass ${claim.spec?.storageClassName ?? ''}`.trim(),
    });
  }
  return inProgress('is waiting for its volume', { condition: 'Pending' });
};
