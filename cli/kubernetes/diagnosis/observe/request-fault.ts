import { InfluscopeError } from '#cli/errors.ts';
import { isCertificateError, KubeError, SignInError } from '#cli/kubernetes/client/errors.ts';
import type { RequestFault } from '../snapshot.ts';

/** The cluster did not answer, or rejected the credentials: no other object can be read. */
export const isAwayError = ({ status }: KubeError): boolean => status === 0 || status === 401;

/** What an error of a request says about the cluster; `null` if it is about the request alone. */
export function toFault(error: unknown): RequestFault | null {
  if (!(error instanceof InfluscopeError)) return null;
  const { message } = error;
  if (error instanceof SignInError) return { kind: 'sign-in', message };
  if (!(error instanceof KubeError)) return null;
  if (isCertificateError(error)) return { kind: 'certificate', message };
  if (error.status === 401) return { kind: 'unauthorized', message };
  if (error.status === 403) return { kind: 'forbidden', message };
  return error.status === 0 || error.status >= 500 ? { kind: 'unreachable', message } : null;
}
