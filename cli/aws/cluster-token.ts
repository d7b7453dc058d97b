import { createHash, createHmac } from 'node:crypto';
import type { Aws, AwsCredentials } from './aws.ts';

/** Below the 15 minutes after which EKS takes it no more. */
const KEEP_MS = 10 * 60_000;
const CLUSTER_HEADER = 'x-k8s-aws-id';

/** Tokens for the API server of a cluster on EKS, each kept for some minutes; who asks at the same time shares one. */
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
 * What `aws eks get-token` makes: a request to STS, signed and not sent, which EKS sends to learn who asks. The signature
 * is version 4 with its parts in the query: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function makeClusterToken({ cluster, credentials, region, endpoint, at }: TokenRequest): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const time = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/sts/aws4_request`;
  const { host, origin } = new URL(endpoint);
  const query = encodeQuery({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': '60',
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': `host;${CLUSTER_HEADER}`,
  });
  const headers = `host:${host}\n${CLUSTER_HEADER}:${cluster}\n`;
  const request = ['GET', '/', query, headers, `host;${CLUSTER_HEADER}`, sha256('')].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = [day, region, 'sts', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const url = `${origin}/?${query}&X-Amz-Signature=${hmac(key, text).toString('hex')}`;
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

/** Sorted by name, and encoded as strictly as the signature wants it. */
function encodeQuery(values: Readonly<Record<string, string>>): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return Object.keys(values)
    .sort()
    .map((name) => `${encode(name)}=${encode(values[name] ?? '')}`)
    .join('&');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
