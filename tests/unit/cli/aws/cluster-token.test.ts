import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Aws } from '#cli/aws/aws.ts';
import { createClusterTokens, makeClusterToken } from '#cli/aws/cluster-token.ts';

const REQUEST = {
  cluster: 'shop',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  region: 'eu-central-1',
  endpoint: 'https://sts.eu-central-1.amazonaws.com',
  at: new Date('2026-11-23T12:00:00Z'),
};

function signatureOf(token: string): string | null {
  const url = new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString());
  return url.searchParams.get('X-Amz-Signature');
}

test('signs as botocore does', async () => {
  assert.equal(
    signatureOf(await makeClusterToken(REQUEST)),
    '373d9bcaa61729b50e76e3a9f1611762c7d4dcbe9a8505a1f3b0c48d83edd891',
  );
  const session = { ...REQUEST.credentials, sessionToken: 'session+token/==' };
  assert.equal(
    signatureOf(await makeClusterToken({ ...REQUEST, credentials: session })),
    '792b4f30346a2e34d283d5f2ff8a64948f5d7cbd20ef069d2c27138ca97456bc',
  );
});

test('makes one token for those who ask at the same time, and another before EKS would refuse it', async () => {
  let asked = 0;
  let now = Date.parse('2026-11-23T12:00:00Z');
  const aws = {
    region: REQUEST.region,
    stsUrl: REQUEST.endpoint,
    async credentials() {
      asked += 1;
      return REQUEST.credentials;
    },
  } as Aws;
  const token = createClusterTokens(aws, 'shop', () => now);
  const [first, second] = await Promise.all([token(), token()]);
  assert.equal(first, second);
  now += 11 * 60_000;
  assert.notEqual(await token(), first);
  assert.equal(asked, 2);
});
