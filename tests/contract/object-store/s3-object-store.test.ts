import { createS3Client } from '#adapters/objects/s3/s3-client.ts';
import { createS3ObjectStore } from '#adapters/objects/s3/s3-object-store.ts';
import { testBucket } from '#tests/support/servers/s3-bucket.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { objectStoreContract } from './suite.ts';

const url = serverUrl('OBJECTS_URL');

objectStoreContract(
  's3',
  async () => {
    const { location, remove } = testBucket(url);
    const objects = createS3ObjectStore({ client: createS3Client(location, null), location });
    return {
      objects,
      async dispose() {
        await objects.close();
        await remove();
      },
    };
  },
  { skip: url === undefined },
);
