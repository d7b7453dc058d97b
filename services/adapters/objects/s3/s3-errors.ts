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
    return new UnavailableError(`The object store cannot be used: ${reason} ${at}`, { cause: thrown });
  }
  const request = error.$metadata?.requestId ? ` [request=${error.$metadata.requestId}]` : '';
  return new UnavailableError(
    `The object store cannot be used: ${refusalReason(error, status, action)} ${at}${request}`,
  );
}

function refusalReason(error: Refusal, status: number, action: string): string {
  if (REFUSED_CREDENTIALS.includes(error.name)) return `it refuses the credentials (${error.name})`;
  if (error.name === 'NoSuchBucket') return 'the bucket does not exist';
  if (error.name === 'BucketAlreadyExists') return "the bucket's name belongs to somebody else";
  if (status === 301) {
    const region = error.$response?.headers?.['x-amz-bucket-region'];
    return `the bucket is in another region${region ? `, ${region}` : ''}`;
  }
  if (status === 403) return `the credentials are wrong, or lack the right ${action}`;
  // A HEAD's refusal has no body to take a name from.
  return `it answered ${status} to ${action}${error.name === 'Unknown' ? '' : ` (${error.name})`}`;
}

/** Why no answer came; `undefined` when the error is something else. */
function noAnswerReason(error: Refusal & { code?: unknown }): string | undefined {
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    return 'no credentials are found, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or give the machine a role';
  }
  if (/region is missing/i.test(error.message))
    return 'the region is missing, set AWS_REGION or region=… in its URL';
  if (error.name === 'AbortError') return 'it did not finish in time';
  if (error.name === 'TimeoutError') return 'it does not answer in time';
  if (/checksum/i.test(error.message)) return 'what it sent is damaged';
  return typeof error.code === 'string' ? error.code : undefined;
}
