import { NotReadyError, OperationError } from '#cli/errors.ts';
import { describeFinding } from '#cli/kubernetes/diagnosis/describe-finding.ts';
import { diagnose } from '#cli/kubernetes/diagnosis/diagnose.ts';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { toFault } from '#cli/kubernetes/diagnosis/observe/request-fault.ts';
import { EMPTY_SNAPSHOT } from '#cli/kubernetes/diagnosis/snapshot.ts';
import { describeRef } from '#cli/kubernetes/objects.ts';
import type { ObjectState } from '#cli/kubernetes/watch/wait.ts';

const SHOWN = 4;

/** The roots as text: the first is the one to fix first. */
export function describeFindings(findings: readonly Finding[]): string {
  const shown = findings.slice(0, SHOWN).map(describeFinding);
  const more = findings.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more: influscope explain`] : [])].join('\n');
}

const toCauses = (findings: readonly Finding[]) =>
  findings.map(({ code, object: { kind, name } }) => ({ code, kind, name }));

/** The error that a request itself would cause. */
const CODES_OF_FAULTS: Readonly<Record<string, string>> = {
  sign_in_expired: 'kube_401',
  sign_in_failed: 'credentials_plugin_failed',
  certificate_not_trusted: 'cluster_unreachable',
};

/** A rollout that cannot succeed any more, or that cannot be followed any more. */
export const rolloutError = (findings: readonly Finding[]): OperationError =>
  new OperationError(describeFindings(findings), {
    code: CODES_OF_FAULTS[findings[0]?.code ?? ''] ?? 'rollout_failed',
    hint: findings[0]?.fix,
    findings: toCauses(findings),
  });

/** A request of a wait failed for a reason that the diagnosis knows, as with expired credentials; `null` if it does not. */
export function faultError(error: unknown): OperationError | null {
  const fault = toFault(error);
  // The outage has its own code, and the lock waits until it ends.
  if (fault === null || fault.kind === 'unreachable' || !(error instanceof OperationError)) return null;
  const findings = diagnose({ ...EMPTY_SNAPSHOT, fault });
  return new OperationError(describeFindings(findings), {
    code: error.code,
    hint: findings[0]?.fix,
    findings: toCauses(findings),
    cause: error,
  });
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
    findings: toCauses(findings),
    cause: reason,
  });
}
