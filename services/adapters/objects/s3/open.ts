import type { Adapter } from '#adapters/adapter.ts';
import { neverOpens } from '#adapters/adapter.ts';
import { parseServerUrl } from '#adapters/server-url.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { readVariables, secret } from '#runtime/config/variable.ts';
import { ensureReader } from './ensure-reader.ts';
import type { S3Credentials } from './s3-client.ts';
import { createS3Client } from './s3-client.ts';
import { parseS3Location } from './s3-location.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

const variables = {
  username: secret('OBJECTS_USERNAME', 'S3 access key ID; default: the credential chain of the AWS SDK'),
  password: secret('OBJECTS_PASSWORD', 'S3 secret access key'),
  readerUsername: secret('OBJECTS_READER_USERNAME', 'MinIO: read-only user; created at startup'),
  readerPassword: secret('OBJECTS_READER_PASSWORD', 'MinIO: password of the read-only user'),
};

export const adapter: Adapter<ObjectStore> = {
  variables,
  configure(text, environment) {
    const server = parseServerUrl('OBJECTS', text, environment);
    const given = readVariables(variables, environment);
    const accessKeyId = given.username ?? server.username;
    const secretAccessKey = given.password ?? server.password;
    if ((accessKeyId === null) !== (secretAccessKey === null)) {
      environment.fault('OBJECTS_USERNAME', 'set OBJECTS_USERNAME and OBJECTS_PASSWORD together, or neither');
    }
    const location = parseS3Location(server.url);
    if ('fault' in location) {
      environment.fault('OBJECTS_URL', location.fault);
      return neverOpens;
    }
    const credentials = pair(accessKeyId, secretAccessKey);
    const reader = pair(given.readerUsername, given.readerPassword);
    if ((given.readerUsername === null) !== (given.readerPassword === null)) {
      environment.fault(
        'OBJECTS_READER_USERNAME',
        'set both OBJECTS_READER_USERNAME and OBJECTS_READER_PASSWORD',
      );
    }
    const { endpoint, region } = location;
    if (reader && (!credentials || endpoint === null || region === null)) {
      environment.fault(
        'OBJECTS_READER_USERNAME',
        'needs endpoint=… in OBJECTS_URL, OBJECTS_USERNAME and OBJECTS_PASSWORD',
      );
      return neverOpens;
    }
    return ({ logger }) =>
      createS3ObjectStore({
        client: createS3Client(location, credentials),
        location,
        ...(reader &&
          credentials &&
          endpoint !== null &&
          region !== null && {
            provision: (signal) =>
              ensureReader(
                { location: { ...location, endpoint, region }, administrator: credentials, reader, logger },
                signal,
              ),
          }),
      });
  },
};

function pair(accessKeyId: string | null, secretAccessKey: string | null): S3Credentials | null {
  return accessKeyId !== null && secretAccessKey !== null ? { accessKeyId, secretAccessKey } : null;
}
