import type { Hash, Hmac } from 'node:crypto';
import { createHash, createHmac } from 'node:crypto';
import type { Aws, AwsCredentials } from './aws.ts';

/** EKS refuses a token after 15 minutes. */
const KEEP_MS = 10 * 60_000;
const EXPIRES_S = 60;
const CLUSTER_HEADER = 'x-k8s-aws-id';

/** Tokens for the API server of a cluster on EKS. Each is used for some minutes, and shared by concurrent callers. */
export function createClusterTokens(aws: Aws, cluster: string, clock: () => number): () => Promise<string> {
  let known: { token: Promise<string>; until: number } | undefined;
  return () => {
    const now = clock();
    if (known === undefined || known.until <= now) {
      const token = aws.credentials().then((credentials) =>
        makeClusterToken({
          cluster,
          credentials,
          region: aws.region,
          endpoint: aws.stsUrl,
          at: new Date(now),
        }),
      );
      known = { token, until: now + KEEP_MS };
      token.catch(() => {
        known = undefined;
      });
    }
    return known.token;
  };
}

export interface TokenRequest {
  cluster: string;
  credentials: AwsCredentials;
  region: string;
  /** Of STS. */
  endpoint: string;
  at: Date;
}

/**
 * The token of `aws eks get-token`: a signed request to STS. EKS sends it to learn the identity of the caller:
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html
 */
export async function makeClusterToken(request: TokenRequest): Promise<string> {
  const { cluster, region, endpoint, at } = request;
  const { sessionToken, ...keys } = request.credentials;
  const credentials = sessionToken === undefined ? keys : { ...keys, sessionToken };
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const { protocol, hostname, port, host } = new URL(endpoint);
  const signer = new SignatureV4({
    credentials,
    region,
    service: 'sts',
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol,
      hostname,
      ...(port !== '' && { port: Number(port) }),
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host, [CLUSTER_HEADER]: cluster },
    },
    { signingDate: at, expiresIn: EXPIRES_S, unhoistableHeaders: new Set([CLUSTER_HEADER]) },
  );
  const query = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encode(name)}=${encode(String(value))}`,
  );
  return `k8s-aws-v1.${Buffer.from(`${protocol}//${host}/?${query.join('&')}`).toString('base64url')}`;
}

/** As strict as the signature. `encodeURIComponent` leaves five more characters unchanged. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** SHA-256 and its HMAC for the signer, from Node. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }
  update(data: SourceData): void {
    this.#hash.update(toBytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

type SourceData = string | ArrayBuffer | ArrayBufferView;

function toBytes(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
