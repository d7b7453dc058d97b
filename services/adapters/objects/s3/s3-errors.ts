import type { UnavailableCode } from '#ports/errors.ts';
import { InvalidRequestError, UnavailableError } from '#ports/errors.ts';
import type { S3Location } from './s3-location.ts';

/** The SDK's error for a refused request. */
interface Refusal {
  name: string;
  message: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { headers?: Record<string, string> };
}

const REFUSED_CREDENTIALS = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'AuthorizationHeaderMalformed',
];

/** HTTP status of a refusal; `undefined` when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as Refusal | undefined)?.$metadata?.httpStatusCode;
}

export function isRefusal(error: unknown, ...names: string[]): boolean {
  return names.includes((error as Refusal | undefined)?.name ?? '');
}

type Reason = readonly [code: UnavailableCode, text: string];

const CREDENTIALS = 'OBJECTS_USERNAME and OBJECTS_PASSWORD';

/**
 * The port error for an error of the SDK; it names the failed action. A refusal is not its cause: the SDK attaches the
 * key ID and the signed text of the request to it.
 */
export function translateS3Error(thrown: unknown, location: S3Location, action: string): unknown {
  if (thrown instanceof UnavailableError || thrown instanceof InvalidRequestError) return thrown;
  const at = `[bucket=${location.bucket}] [endpoint=${location.endpoint ?? 'amazonaws.com'}]`;
  const status = statusOf(thrown);
  const error = thrown as Refusal;
  if (status === undefined) {
    const reason = noAnswerReason(error);
    if (reason === undefined) return thrown;
    const [code, text] = reason;
    return new UnavailableError(`${text} ${at}`, { cause: thrown, code });
  }
  const request = error.$metadata?.requestId ? ` [request=${error.$metadata.requestId}]` : '';
  const [code, text] = refusalReason(error, status, action);
  return new UnavailableError(`${text} ${at}${request}`, { code });
}

function refusalReason(error: Refusal, status: number, action: string): Reason {
  if (REFUSED_CREDENTIALS.includes(error.name)) {
    const text = `The object store rejected the credentials (${error.name}). Check ${CREDENTIALS}.`;
    return ['credentials_rejected', text];
  }
  if (error.name === 'NoSuchBucket') return ['bucket_missing', 'The bucket does not exist.'];
  if (error.name === 'BucketAlreadyExists') {
    return ['bucket_taken', 'Another account owns the bucket. Choose another name in OBJECTS_URL.'];
  }
  if (status === 301) {
    const region = error.$response?.headers?.['x-amz-bucket-region'];
    const which = region ? `, ${region}` : '';
    return ['wrong_region', `The bucket is in another region${which}. Set region=… in OBJECTS_URL.`];
  }
  if (status === 403) {
    const text = `The object store denied ${action}. Grant the permission, or check ${CREDENTIALS}.`;
    return ['access_denied', text];
  }
  // The refusal of a HEAD has no body that holds a name.
  const name = error.name === 'Unknown' ? '' : ` (${error.name})`;
  return ['server_error', `The object store answered ${action} with status ${status}${name}.`];
}

const CONNECTION_REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'connection timed out',
};

/** Why no answer came; `undefined` when the error is something else. */
function noAnswerReason(error: Refusal & { code?: unknown }): Reason | undefined {
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    const text = `No credentials for the object store. Set ${CREDENTIALS}, or give the machine a role.`;
    return ['credentials_missing', text];
  }
  if (/region is missing/i.test(error.message)) {
    return [
      'region_missing',
      'The region of the bucket is missing. Set AWS_REGION, or region=… in OBJECTS_URL.',
    ];
  }
  if (error.name === 'AbortError') return ['timeout', 'The object store did not finish in time.'];
  if (error.name === 'TimeoutError') return ['timeout', 'The object store did not respond in time.'];
  if (/checksum/i.test(error.message)) return ['damaged_answer', 'The object store sent damaged data.'];
  if (typeof error.code !== 'string') return undefined;
  const reason = CONNECTION_REASONS[error.code] ?? error.code;
  return ['unreachable', `Cannot reach the object store: ${reason}. Start it, or check OBJECTS_URL.`];
}
