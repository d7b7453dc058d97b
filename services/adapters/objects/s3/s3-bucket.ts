import type { S3Client } from '@aws-sdk/client-s3';
import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { UnavailableError } from '#ports/errors.ts';
import { isRefusal, statusOf, translateS3Error } from './s3-errors.ts';
import type { S3Location } from './s3-location.ts';

/** Resolves when the bucket exists and can be listed. */
export async function checkBucket(
  client: S3Client,
  { bucket }: S3Location,
  signal: AbortSignal,
): Promise<void> {
  await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
}

/** Creates the bucket if it is missing. Safe in several processes at the same time. */
export async function ensureBucket(
  client: S3Client,
  location: S3Location,
  signal: AbortSignal,
): Promise<void> {
  try {
    await checkBucket(client, location, signal);
  } catch (error) {
    if (statusOf(error) !== 404) throw translateS3Error(error, location, 's3:ListBucket');
    await createBucket(client, location, signal);
    await checkBucket(client, location, signal);
  }
}

async function createBucket(client: S3Client, location: S3Location, signal: AbortSignal): Promise<void> {
  const region = await client.config.region();
  // Amazon refuses its first region's name here.
  const needsRegion = location.endpoint === null && region !== 'us-east-1';
  const command = new CreateBucketCommand({
    Bucket: location.bucket,
    ...(needsRegion && { CreateBucketConfiguration: { LocationConstraint: region as never } }),
  });
  try {
    await client.send(command, { abortSignal: signal });
  } catch (error) {
    if (isRefusal(error, 'BucketAlreadyOwnedByYou', 'OperationAborted')) return;
    if (statusOf(error) !== 403) throw error;
    throw new UnavailableError(
      `The bucket does not exist, and these credentials lack s3:CreateBucket. Create it, or grant the permission. [bucket=${location.bucket}]`,
      { code: 'bucket_missing' },
    );
  }
}
