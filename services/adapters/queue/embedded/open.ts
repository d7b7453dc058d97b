import type { Adapter } from '#adapters/adapter.ts';
import { pathOfUrl } from '#adapters/path-of-url.ts';
import type { Queue } from '#ports/queue.ts';
import { readVariables } from '#runtime/config/variable.ts';
import { MAX_DEPTH } from '../max-depth.ts';
import { createEmbeddedQueue } from './embedded-queue.ts';

const variables = { maxDepth: MAX_DEPTH };

export const adapter: Adapter<Queue> = {
  variables,
  configure(url, environment) {
    const path = pathOfUrl('QUEUE_URL', url, environment);
    const options = readVariables(variables, environment);
    return async ({ logger, storageThread }) =>
      createEmbeddedQueue({
        ...options,
        thread: await storageThread(),
        path,
        onError: (err) => logger.warn({ err }, 'queue error; retrying'),
      });
  },
};
