import { OperationError, systemCode } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';

/** The API server's answer to a failed request: `Status`. */
export interface Status {
  message?: string;
  reason?: string;
  code?: number;
  details?: {
    name?: string;
    kind?: string;
    retryAfterSeconds?: number;
    causes?: { reason?: string; message?: string; field?: string }[];
  };
}

/** The API server refused, or did not answer. Callers branch on `status`. */
export class KubeError extends OperationError {
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** The reason in the answer, e.g. `NotFound`; empty without one. */
  readonly reason: string;
  readonly details: Status['details'];
  constructor(message: string, options: { status: number; body?: Status; hint?: Hint; cause?: unknown }) {
    const { status, body, hint, cause } = options;
    super(message, { code: codeOf(status), ...(hint !== undefined && { hint }), cause });
    this.status = status;
    this.reason = body?.reason ?? '';
    this.details = body?.details;
  }
}

function codeOf(status: number): string {
  return status === 0 ? 'cluster_unreachable' : `kube_${status}`;
}

/** The error for a response of 400 or above; `what` names the request. */
export function answerError(status: number, text: string, what: string): KubeError {
  let body: Status = {};
  try {
    body = JSON.parse(text) as Status;
  } catch {
    // The status alone has to do.
  }
  const message = body.message ?? (text.trim().slice(0, 200) || `HTTP status ${status}`);
  return new KubeError(`${what}: ${message}`, { status, body, ...hintFor(status) });
}

function hintFor(status: number): { hint?: Hint } {
  if (status === 401)
    return {
      hint: {
        text: 'sign in to the cluster again; show who you are',
        shell: [['kubectl', 'auth', 'whoami']],
      },
    };
  if (status === 403) return { hint: { text: 'ask a cluster administrator for the permission above' } };
  return {};
}

/** The error for a request that got no answer. */
export function connectionError(
  cause: unknown,
  { server, context }: { server: string; context: string },
): KubeError {
  const code = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  const certificate = isCertificateFault(code);
  return new KubeError(
    `The cluster at ${server} ${certificate ? 'presents a certificate that the kubeconfig does not trust' : 'does not answer'} [${code}]`,
    {
      status: 0,
      hint: certificate
        ? { text: 'get a new kubeconfig for the cluster: its certificate authority has changed' }
        : {
            text: 'check the network and the context',
            shell: [['kubectl', 'cluster-info', '--context', context]],
          },
      cause,
    },
  );
}

/** OpenSSL's and Node's codes for a certificate that fails verification, and for an authority that is none. */
function isCertificateFault(code: string): boolean {
  return /CERT|SELF_SIGNED|ISSUER|ALTNAME|UNABLE_TO_VERIFY|INVALID_CA|PEM|ERR_OSSL_(ASN1|X509)/.test(code);
}

/** Was the server's certificate the reason? Trying again does not help then. */
export function isCertificateError({ status, cause }: KubeError): boolean {
  return status === 0 && isCertificateFault(systemCode(cause) ?? '');
}

/** The program or the plugin that the kubeconfig names did not give credentials. */
export class SignInError extends OperationError {}

export function signInError(cause: unknown, user: string, command: string | null): SignInError {
  const reason = shortReason(cause);
  const what = command === null ? 'The credentials' : `The command "${command}"`;
  return new SignInError(
    `${what} of the kubeconfig's user "${user}" ${command === null ? 'cannot be used' : 'failed'}: ${reason}`,
    {
      code: 'credentials_plugin_failed',
      hint:
        command === null
          ? { text: 'show them', shell: [['kubectl', 'config', 'view']] }
          : { text: `run ${command} to see why it fails` },
      cause,
    },
  );
}

function shortReason(cause: unknown): string {
  if (systemCode(cause) === 'ENOENT') return 'it is not installed';
  const text = cause instanceof Error ? cause.message : String(cause);
  const line = text
    .split('\n')
    .map((one) => one.trim())
    .findLast((one) => one !== '');
  return line?.slice(0, 300) ?? 'no reason given';
}

export function isStatus(error: unknown, ...statuses: number[]): error is KubeError {
  return error instanceof KubeError && statuses.includes(error.status);
}

/** Statuses of an API server, or of a proxy in front of it, that is unavailable or not ready. */
export const NOT_READY: ReadonlySet<number> = new Set([502, 503, 504]);

/** No answer at all. */
export const isSilent = (error: KubeError | SignInError): boolean =>
  error instanceof SignInError || error.status === 0;

/** No answer, or an answer that says that the server is not ready. */
export const isOutage = (error: KubeError | SignInError): boolean =>
  isSilent(error) || (error instanceof KubeError && NOT_READY.has(error.status));
