import type { S3Client } from '@aws-sdk/client-s3';
import type { DirectRequests, RequestLimits } from './direct-requests.ts';

/** An object to write, and its headers, names in lower case. */
export interface DirectObject {
  bucket: string;
  /** Of characters that need no escapes. */
  key: string;
  body: Uint8Array;
  headers: Readonly<Record<string, string>>;
}

/**
 * Writes objects without the SDK, which takes 1,000 us of processor time for one request; this takes 300 us. The SDK still
 * finds the server, the region and the credentials, and it keeps the retries and the errors: this is one attempt.
 */
export interface DirectPut {
  /**
   * The status of the answer; `undefined` when there was none, or when the SDK has not written an object yet. Rejects
   * with the signal's reason, or with a `TypeError`.
   */
  put(object: DirectObject, signal: AbortSignal): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Where the SDK writes the objects of the bucket. */
interface Target {
  bucket: string;
  url: URL;
  region: string | undefined;
}

const SCHEME = 'sigv4';

/** Learns the server from the first object that `client` writes. */
export function createDirectPut(client: S3Client, limits: RequestLimits): DirectPut {
  let target: Target | undefined;
  let requests: Promise<DirectRequests> | undefined;

  client.middlewareStack.add(
    (next, context) => (args) => {
      const [scheme] = context.endpointV2?.properties?.authSchemes ?? [];
      const { Bucket: bucket } = args.input as { Bucket?: string };
      const isPut = context.commandName === 'PutObjectCommand' && bucket !== undefined;
      // Other schemes need keys of their own.
      if (isPut && context.endpointV2 && scheme?.name === SCHEME)
        target ??= { bucket, url: context.endpointV2.url, region: scheme.signingRegion };
      return next(args);
    },
    { step: 'build', name: 'learnTarget' },
  );

  const send = async (
    { url, region }: Target,
    { key, body, headers }: DirectObject,
    signal: AbortSignal,
  ): Promise<number> => {
    // Loaded with the first object: most processes write none.
    requests ??= import('./direct-requests.ts').then(({ openDirectRequests }) =>
      openDirectRequests(client.config, region, limits),
    );
    const path = `${url.pathname.replace(/\/$/, '')}/${key}`;
    return (await requests).put({ url, path, headers, body }, signal);
  };

  return {
    async put(object, signal) {
      if (target?.bucket !== object.bucket) return undefined;
      try {
        return await send(target, object, signal);
      } catch (error) {
        signal.throwIfAborted();
        // Not a fault of the network or of the keys: it must not go unseen.
        if (error instanceof TypeError) throw error;
        return undefined;
      }
    },
    async close() {
      await (await requests?.catch(() => undefined))?.close();
    },
  };
}
