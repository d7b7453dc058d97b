import type { Adapter } from '#adapters/adapter.ts';
import { neverOpens } from '#adapters/adapter.ts';
import { parseServerUrl } from '#adapters/server-url.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { readVariables, secret } from '#runtime/config/variable.ts';
import { createS3Client } from './s3-client.ts';
import { parseS3Location } from './s3-location.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

const variables = {
  username: secret('OBJECTS_USERNAME', 'S3 access key ID; default: the credential chain of the AWS SDK'),
  password: secret('OBJECTS_PASSWORD', 'S3 secret access key'),
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
    const credentials =
      accessKeyId !== null && secretAccessKey !== null ? { accessKeyId, secretAccessKey } : null;
    return () => createS3ObjectStore({ client: createS3Client(location, credentials), location });
  },
};
