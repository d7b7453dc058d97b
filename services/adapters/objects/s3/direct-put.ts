import type { S3Client } from '@aws-sdk/client-s3';
import type { SignatureV4 } from '@smithy/signature-v4';
import type { Agent } from 'undici';

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
   * with the signal's reason alone.
   */
  put(object: DirectObject, signal: AbortSignal): Promise<number | undefined>;
  close(): Promise<void>;
}

export interface DirectPutLimits {
  connectMs: number;
  /** Until the answer begins. */
  answerMs: number;
}

/** Where the SDK writes the objects of the bucket. */
interface Target {
  bucket: string;
  url: URL;
  region: string | undefined;
}

/** Loaded with the first object: most processes write none. */
interface Parts {
  agent: Agent;
  signer: SignatureV4;
}

const SCHEME = 'sigv4';
/** As many as the SDK opens. */
const MAX_CONNECTIONS = 50;

/** Learns the server from the first object that `client` writes. */
export function createDirectPut(client: S3Client, { connectMs, answerMs }: DirectPutLimits): DirectPut {
  let target: Target | undefined;
  let parts: Promise<Parts> | undefined;

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

  const load = async (region: string | undefined): Promise<Parts> => {
    const [{ SignatureV4: Signer }, { Agent: Connections }] = await Promise.all([
      import('@smithy/signature-v4'),
      import('undici'),
    ]);
    const { credentials, sha256 } = client.config;
    return {
      agent: new Connections({
        connections: MAX_CONNECTIONS,
        connect: { timeout: connectMs },
        headersTimeout: answerMs,
        bodyTimeout: answerMs,
      }),
      signer: new Signer({
        service: 's3',
        region: region ?? client.config.region,
        credentials,
        sha256,
        uriEscapePath: false,
      }),
    };
  };

  const send = async (
    { url, region }: Target,
    { key, body, headers }: DirectObject,
    signal: AbortSignal,
  ): Promise<number> => {
    const { protocol, hostname, host, port, origin, pathname } = url;
    parts ??= load(region);
    const { agent, signer } = await parts;
    const path = `${pathname.replace(/\/$/, '')}/${key}`;
    const signed = await signer.sign(
      {
        method: 'PUT',
        protocol,
        hostname,
        ...(port !== '' && { port: Number(port) }),
        path,
        query: {},
        headers: { ...headers, host, 'content-length': String(body.byteLength) },
        body,
      },
      { signingDate: new Date(Date.now() + client.config.systemClockOffset) },
    );
    const answer = await agent.request({
      origin,
      path,
      method: 'PUT',
      headers: signed.headers,
      body,
      signal,
    });
    await answer.body.dump();
    return answer.statusCode;
  };

  return {
    async put(object, signal) {
      if (target?.bucket !== object.bucket) return undefined;
      try {
        return await send(target, object, signal);
      } catch {
        signal.throwIfAborted();
        return undefined;
      }
    },
    async close() {
      await (await parts)?.agent.destroy();
    },
  };
}
