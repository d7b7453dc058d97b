import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { spreadMs } from '#lib/async/backoff.ts';
import type { SignInError } from './errors.ts';
import { signInError } from './errors.ts';

/** Minimum pause before a failed program runs again: a run may need a second of CPU time. */
const PAUSE_MS = 2_000;

/**
 * Reads the credentials for a request; tokens and client certificates are renewed while the process runs. Requests that are sent at the
 * same time share one run of the program that signs in. Rejects with a `SignInError`.
 */
export function createSignIn(config: Pick<KubeConfig, 'applyToHTTPSOptions' | 'getCurrentUser'>) {
  let reading: Promise<RequestOptions> | null = null;
  let failed: { error: SignInError; until: number } | null = null;

  const read = async (): Promise<RequestOptions> => {
    if (failed && performance.now() < failed.until) throw failed.error;
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (cause) {
      const user = config.getCurrentUser();
      const error = signInError(cause, user?.name ?? '', user?.exec?.command ?? null);
      failed = { error, until: performance.now() + spreadMs(PAUSE_MS) };
      throw error;
    }
    failed = null;
    return options;
  };
  return (): Promise<RequestOptions> => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
}
