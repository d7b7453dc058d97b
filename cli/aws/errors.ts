import { InfluscopeError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';

export interface AwsErrorDetails {
  code: AwsErrorCode;
  hint: Hint;
  /** Error code of AWS, e.g. `ThrottlingException`, or of the system for a request that did not reach AWS. */
  awsCode: string;
  /** `eks`, `ec2`, …; empty if unknown. */
  service: string;
  /** `DescribeCluster`, …; empty if unknown. */
  action: string;
  /** HTTP status; `null` when there was no answer. */
  status: number | null;
  cause: unknown;
}

export type AwsErrorCode =
  | 'aws_credentials_missing'
  | 'aws_credentials_expired'
  | 'aws_credentials_invalid'
  | 'aws_denied'
  | 'aws_throttled'
  | 'aws_clock'
  | 'aws_unreachable'
  | 'aws_not_found'
  | 'aws_refused';

/** A request to AWS failed after all retries. */
export class AwsError extends InfluscopeError {
  override readonly name = 'AwsError';
  declare readonly code: AwsErrorCode;
  readonly awsCode: string;
  readonly service: string;
  readonly action: string;
  readonly status: number | null;
  /** The message of AWS alone. */
  readonly said: string;
  constructor(message: string, said: string, details: AwsErrorDetails) {
    super(message, details);
    this.awsCode = details.awsCode;
    this.service = details.service;
    this.action = details.action;
    this.status = details.status;
    this.said = said;
  }
}

interface Asked {
  service: string;
  action: string;
  /** Endpoint; the one of the region if absent. */
  endpoint?: string | undefined;
}

/** Turns an error of the SDK into one with a hint. Returns an `InfluscopeError` unchanged. */
export function explainAwsError(error: unknown, asked: Asked = { service: '', action: '' }): InfluscopeError {
  if (error instanceof InfluscopeError) return error;
  const { service, action } = asked;
  const awsCode = codeOf(error);
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? null;
  const said = error instanceof Error ? error.message : String(error);
  const code = classify(awsCode, status, said);
  const what = [service, action].filter(Boolean).join(':');
  const { message, hint } = WORDING[code]({ what, said, awsCode, where: asked.endpoint });
  return new AwsError(message, said, { code, hint, awsCode, service, action, status, cause: error });
}

/** Whether the error of any service means that the resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof AwsError
    ? error.code === 'aws_not_found'
    : classify(codeOf(error), null, String((error as Error).message)) === 'aws_not_found';
}

/** Whether a later retry can succeed. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  return (
    error.code === 'aws_throttled' ||
    error.code === 'aws_unreachable' ||
    (error.status !== null && error.status >= 500)
  );
}

interface Said {
  what: string;
  said: string;
  awsCode: string;
  where: string | undefined;
}

const SIGN_IN: Hint = {
  text: 'sign in again (aws sso login, or new keys in the environment), then repeat the command to continue',
};

const WORDING: Record<AwsErrorCode, (said: Said) => { message: string; hint: Hint }> = {
  aws_credentials_missing: () => ({
    message: 'There are no AWS credentials',
    hint: {
      text: 'run aws configure, or set AWS_PROFILE and run aws sso login, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    },
  }),
  aws_credentials_expired: () => ({ message: 'The AWS credentials have expired', hint: SIGN_IN }),
  aws_credentials_invalid: ({ said }) => ({
    message: `AWS rejected the credentials: ${said}`,
    hint: { text: 'correct the keys or AWS_PROFILE; aws sts get-caller-identity shows the identity' },
  }),
  aws_denied: ({ what, said }) => ({
    message: `These credentials do not allow ${what}: ${said}`,
    hint: { text: `allow ${what} (docs/eks-policy.json lists every permission), then repeat the command` },
  }),
  aws_throttled: ({ what }) => ({
    message: `AWS is still throttling ${what} after several retries`,
    hint: {
      text: 'repeat the command in a minute; other programs may be using the request quota of this account',
    },
  }),
  aws_clock: ({ said }) => ({
    message: `The clock of this machine is wrong: ${said}`,
    hint: { text: 'set the clock (timedatectl set-ntp true), then repeat the command' },
  }),
  aws_unreachable: ({ what, said, where }) => ({
    message: `Cannot reach AWS for ${what}${where ? ` at ${where}` : ''}: ${said}`,
    hint: { text: 'check the network, proxy and region, then repeat the command to continue' },
  }),
  aws_not_found: ({ what, said }) => ({
    message: `${what} found nothing: ${said}`,
    hint: { text: 'show what exists', command: ['status'] },
  }),
  aws_refused: ({ what, said, awsCode }) => ({
    message: `AWS refused ${what}: ${said} (${awsCode})`,
    hint: { text: 'check the setup', command: ['doctor'] },
  }),
};

const EXACT: Readonly<Record<string, AwsErrorCode>> = {
  CredentialsProviderError: 'aws_credentials_missing',
  ExpiredToken: 'aws_credentials_expired',
  ExpiredTokenException: 'aws_credentials_expired',
  TokenRefreshRequired: 'aws_credentials_expired',
  InvalidClientTokenId: 'aws_credentials_invalid',
  UnrecognizedClientException: 'aws_credentials_invalid',
  InvalidAccessKeyId: 'aws_credentials_invalid',
  AuthFailure: 'aws_credentials_invalid',
  InvalidSignatureException: 'aws_credentials_invalid',
  SignatureDoesNotMatch: 'aws_credentials_invalid',
  IncompleteSignature: 'aws_credentials_invalid',
  RequestTimeTooSkewed: 'aws_clock',
  RequestExpired: 'aws_credentials_expired',
  AccessDenied: 'aws_denied',
  AccessDeniedException: 'aws_denied',
  UnauthorizedOperation: 'aws_denied',
  Throttling: 'aws_throttled',
  ThrottlingException: 'aws_throttled',
  TooManyRequestsException: 'aws_throttled',
  RequestLimitExceeded: 'aws_throttled',
  TimeoutError: 'aws_unreachable',
  NoSuchEntity: 'aws_not_found',
  NoSuchEntityException: 'aws_not_found',
  ResourceNotFoundException: 'aws_not_found',
  NotFoundException: 'aws_not_found',
  LoadBalancerNotFound: 'aws_not_found',
  LoadBalancerNotFoundException: 'aws_not_found',
  AccessPointNotFound: 'aws_not_found',
  AccessPointNotFoundException: 'aws_not_found',
  TargetGroupNotFound: 'aws_not_found',
  TargetGroupNotFoundException: 'aws_not_found',
  ListenerNotFoundException: 'aws_not_found',
};

function classify(awsCode: string, status: number | null, said: string): AwsErrorCode {
  // An expired token has many codes. A wrong clock shows only in the message.
  if (/\b(sso|token).*\bexpired\b/i.test(said) && !status) return 'aws_credentials_expired';
  if (/signature (expired|not yet current)/i.test(said)) return 'aws_clock';
  const exact = EXACT[awsCode];
  if (exact) return exact;
  if (/^Invalid[A-Za-z.]*\.NotFound$/.test(awsCode) || /^Invalid\w+ID\.NotFound/.test(awsCode))
    return 'aws_not_found';
  if (awsCode === 'ValidationError' && /does not exist/.test(said)) return 'aws_not_found';
  if (/^(?:E[A-Z_]+|NetworkingError|UND_ERR_\w+|CERT_\w+|UNABLE_\w+|DEPTH_ZERO_\w+)$/.test(awsCode))
    return 'aws_unreachable';
  return status === 429 ? 'aws_throttled' : 'aws_refused';
}

function codeOf(error: unknown): string {
  const { code, Code, name } = error as { code?: unknown; Code?: unknown; name?: unknown };
  // The system's code of a lost connection is more specific than `Error`.
  for (const candidate of [typeof code === 'string' ? code : Code, name])
    if (typeof candidate === 'string' && candidate !== '') return candidate;
  return 'UnknownError';
}
