import { InfluscopeError } from '#cli/errors.ts';
import type { SweptAccount } from './account.ts';
import type { AwsResource, ResourceKind } from './resource.ts';

/** Whether every other request would fail too: no credentials, no network. */
export function isFatal(error: unknown): boolean {
  return error instanceof InfluscopeError && FATAL.has(error.code);
}

const FATAL: ReadonlySet<string> = new Set([
  'aws_credentials_missing',
  'aws_credentials_expired',
  'aws_credentials_invalid',
  'aws_clock',
  'aws_unreachable',
]);

/**
 * Every resource of these kinds. `instead` replaces a kind that cannot be listed. Rejects with a fatal error, or with the
 * signal's reason.
 */
export async function listKinds(
  account: SweptAccount,
  kinds: readonly ResourceKind[],
  signal: AbortSignal,
  instead: (kind: ResourceKind, why: InfluscopeError) => AwsResource[],
): Promise<AwsResource[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return await account.list(kind, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
        return instead(kind, error);
      }
    }),
  );
  return lists.flat();
}
