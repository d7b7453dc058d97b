import type { Adapter } from '#adapters/adapter.ts';
import { EMBEDDED_BATCH } from '#adapters/embedded-storage/batch-size.ts';
import { pathOfUrl } from '#adapters/path-of-url.ts';
import type { Records } from '#ports/records.ts';
import { createEmbeddedRecords } from './embedded-records.ts';

export const adapter: Adapter<Records> = {
  variables: {},
  batchSize: EMBEDDED_BATCH,
  configure(url, environment) {
    const path = pathOfUrl('RECORDS_URL', url, environment);
    return async ({ storageThread }) => createEmbeddedRecords({ thread: await storageThread(), path });
  },
};
