import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from './s3-location.ts';

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Attempts at one request, the first included; the SDK waits between them with growing delays and jitter. */
const ATTEMPTS = 3;
export const CONNECT_MS = 5_000;
/** Until an answer begins; what follows is bounded by the operation's own limit. */
export const ANSWER_MS = 5_000;

/**
 * The SDK's client. Without credentials the SDK looks for them itself: environment, shared files, web identity (a
 * Kubernetes service account's role), pod identity, the machine's role; it renews those that expire.
 */
export function createS3Client(
  { endpoint, region }: Omit<S3Location, 'bucket'>,
  credentials: S3ClientConfig['credentials'] | null,
): S3Client {
  return new S3Client({
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    ...(region !== null && { region }),
    ...(credentials && { credentials }),
    // The signature covers the bytes already; a second sum over them costs both sides a tenth of a small picture.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  });
}
