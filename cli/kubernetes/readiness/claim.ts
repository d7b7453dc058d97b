import type { KubeObject } from '../objects.ts';
import { assessCommon, latestWarning, shorten } from './common.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { current, failed, inProgress } from './object-readiness.ts';

interface Claim extends KubeObject {
  spec?: { storageClassName?: string };
  status?: { phase?: string; capacity?: { storage?: string } };
}

/** Reports a problem with the volume at once. It may resolve itself, so only the deadline ends the wait. */
export const assessClaim: AssessReadiness = (object, { events }) => {
  const claim = object as Claim;
  const common = assessCommon(claim);
  if (common) return common;
  const { phase, capacity } = claim.status ?? {};
  if (phase === 'Bound') return current(`is bound${capacity?.storage ? ` (${capacity.storage})` : ''}`);
  if (phase === 'Lost')
    return failed('has lost its volume', {
      condition: 'Lost',
    });
  const trouble = latestWarning(claim, events, ['ProvisioningFailed', 'FailedBinding', 'VolumeResizeFailed']);
  if (trouble && !/no persistent volumes available/.test(trouble.message ?? '')) {
    return inProgress(`has no volume: ${shorten(trouble.message ?? '')}`, {
      condition: trouble.reason ?? 'ProvisioningFailed',
      hint: {
        shell: [['kubectl', 'describe', 'storageclass', ...[claim.spec?.storageClassName ?? []].flat()]],
      },
    });
  }
  return inProgress('is waiting for its volume', { condition: 'Pending' });
};
