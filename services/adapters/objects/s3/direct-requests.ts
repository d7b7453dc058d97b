import type { S3ClientResolvedConfig } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { Agent } from 'undici';

export interface RequestLimits {
  connectMs: number;
  /** Until the answer begins. */
  answerMs: number;
}

export interface DirectRequest {
  /** Of the server; its path is ignored. */
  url: URL;
  /** With no character that needs an escape. */
  path: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** Requests that this process signs, on kept connections. */
export interface DirectRequests {
  /** Returns the status. Rejects with the errors of undici and of the credentials. */
  put(request: DirectRequest, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** As many as the SDK opens. */
const MAX_CONNECTIONS = 50;

/** `config`: where the keys and the clock come from. `region`: that of the signature; default: that of the client. */
export function openDirectRequests(
  config: S3ClientResolvedConfig,
  region: string | undefined,
  { connectMs, answerMs }: RequestLimits,
): DirectRequests {
  const agent = new Agent({
    connections: MAX_CONNECTIONS,
    connect: { timeout: connectMs },
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
  });
  const signer = new SignatureV4({
    service: 's3',
    region: region ?? config.region,
    credentials: config.credentials,
    sha256: config.sha256,
    uriEscapePath: false,
  });
  return {
    async put({ url, path, headers, body }, signal) {
      const { protocol, hostname, host, port, origin } = url;
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
        { signingDate: new Date(Date.now() + config.systemClockOffset) },
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
    },
    close: () => agent.destroy(),
  };
}
