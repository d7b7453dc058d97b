import type { MinioAnswer, MinioRequest } from '#lib/minio/minio-admin.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { S3Credentials } from './s3-client.ts';
import type { S3Location } from './s3-location.ts';

/** A user of a MinIO server that may read the bucket and nothing else. */
export interface ReaderOptions {
  location: S3Location & { endpoint: string; region: string };
  administrator: S3Credentials;
  reader: S3Credentials;
  logger: Logger;
}

/** Statuses of a server without the MinIO admin API. */
const OTHER_SERVER = new Set([404, 405, 501]);

/** Creates the user, or gives it this password and these rights again. A server that is not MinIO is left alone. */
export async function ensureReader(options: ReaderOptions, signal: AbortSignal): Promise<void> {
  const { location, administrator, reader, logger } = options;
  const { askMinio } = await import('#lib/minio/minio-admin.ts');
  const { endpoint, region, bucket } = location;
  const policy = `${bucket}-reader`;
  const ask = (request: MinioRequest): Promise<MinioAnswer> =>
    askMinio({ endpoint, region, ...administrator }, request, signal).catch((cause: unknown) => {
      throw new UnavailableError(`MinIO did not answer ${request.operation} [endpoint=${endpoint}]`, {
        code: signal.aborted ? 'timeout' : 'unreachable',
        cause,
      });
    });
  const must = async (request: MinioRequest) => {
    const { status, text } = await ask(request);
    if (status >= 300) throw refused(request.operation, status, text);
  };
  const saved = await ask({
    method: 'PUT',
    operation: 'add-canned-policy',
    query: { name: policy },
    body: { plain: JSON.stringify(readPolicy(bucket)) },
  });
  if (OTHER_SERVER.has(saved.status)) {
    logger.warn(
      { status: saved.status },
      'the object store is not MinIO: the read-only user was not created',
    );
    return;
  }
  if (saved.status >= 300) throw refused('add-canned-policy', saved.status, saved.text);
  await must({
    method: 'PUT',
    operation: 'add-user',
    query: { accessKey: reader.accessKeyId },
    body: { secret: JSON.stringify({ secretKey: reader.secretAccessKey, status: 'enabled' }) },
  });
  await must({
    method: 'PUT',
    operation: 'set-user-or-group-policy',
    query: { policyName: policy, userOrGroup: reader.accessKeyId, isGroup: 'false' },
  });
}

/** Without the right to list, a missing object looks like a missing permission. */
function readPolicy(bucket: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${bucket}/*`] },
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${bucket}`] },
    ],
  };
}

function refused(operation: string, status: number, text: string): UnavailableError {
  const reason = /"Message":"([^"]*)"/.exec(text)?.[1] ?? '';
  return new UnavailableError(
    `MinIO refused to create the read-only user: ${reason} [operation=${operation}] [status=${status}]`,
    { code: status === 403 ? 'access_denied' : 'server_error' },
  );
}
