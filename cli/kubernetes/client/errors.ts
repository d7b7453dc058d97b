import { OperationError, systemCode } from '#cli/errors.ts';

/** What the API server answers where something is wrong: `Status`. */
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

/** The API server refused or could not be asked. Callers branch on `status`. */
export class KubeError extends OperationError {
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** Kubernetes' own word, e.g. `NotFound`; empty without one. */
  readonly reason: string;
  readonly details: Status['details'];
  constructor(message: string, options: { status: number; body?: Status; hint?: string; cause?: unknown }) {
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

/** The error that an answer of 400 or above stands for; `what` names the request. */
export function answerError(status: number, text: string, what: string): KubeError {
  let body: Status = {};
  try {
    body = JSON.parse(text) as Status;
  } catch {
    // Said by the status alone.
  }
  const message = body.message ?? (text.trim().slice(0, 200) || `the answer was ${status}`);
  return new KubeError(`${what}: ${message}`, { status, body, ...hintFor(status) });
}

function hintFor(status: number): { hint?: string } {
  if (status === 401)
    return {
      hint: 'sign in to the cluster again, then the same command; kubectl auth whoami shows who you are',
    };
  if (status === 403) return { hint: 'ask for the right that is named above' };
  return {};
}

/** The error for a request that got no answer. */
export function connectionError(cause: unknown, server: string): KubeError {
  const code = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  const certificate = /CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code);
  return new KubeError(
    `The cluster at ${server} ${certificate ? 'shows a certificate that is not trusted' : 'does not answer'} [${code}]`,
    {
      status: 0,
      hint: certificate
        ? 'take a new kubeconfig of the cluster'
        : 'check the network and the context; influscope doctor tells more',
      cause,
    },
  );
}

export function isStatus(error: unknown, ...statuses: number[]): error is KubeError {
  return error instanceof KubeError && statuses.includes(error.status);
}
