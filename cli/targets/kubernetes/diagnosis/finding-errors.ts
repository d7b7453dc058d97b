import { NotReadyError, OperationError } from '#cli/errors.ts';
import { describeFinding } from '#cli/kubernetes/diagnosis/describe-finding.ts';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { describeRef } from '#cli/kubernetes/objects.ts';
import type { ObjectState } from '#cli/kubernetes/watch/wait.ts';

const SHOWN = 4;

/** The roots as text: the first is the one to fix first. */
export function describeFindings(findings: readonly Finding[]): string {
  const shown = findings.slice(0, SHOWN).map(describeFinding);
  const more = findings.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more: influscope explain`] : [])].join('\n');
}

/** A rollout that cannot succeed any more. */
export function rolloutError(findings: readonly Finding[]): OperationError {
  return new OperationError(describeFindings(findings), { code: 'rollout_failed', hint: findings[0]?.fix });
}

/** The time is up, and the diagnosis says why; `null` if it does not. */
export function lateError(
  findings: readonly Finding[],
  laggards: readonly ObjectState[],
  reason: unknown,
): NotReadyError | null {
  if (findings.length === 0) return null;
  const message = reason instanceof Error ? reason.message : String(reason);
  return new NotReadyError(`${message}; not ready:\n${describeFindings(findings)}`, {
    code: 'not_ready',
    hint: findings[0]?.fix,
    laggards: laggards.map(({ ref }) => describeRef(ref)),
    cause: reason,
  });
}
