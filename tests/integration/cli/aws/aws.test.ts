import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { AwsCall } from '#cli/aws/aws.ts';
import { openAws } from '#cli/aws/aws.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function withServer(
  answer: Answer,
  work: (env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'none',
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function json(response: ServerResponse, status: number, body: object, type?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(type !== undefined && { 'x-amzn-errortype': type }),
  });
  response.end(JSON.stringify(body));
}

test('tries a throttled request again, and counts every try', async () => {
  let asked = 0;
  const answer: Answer = (_, response) => {
    asked += 1;
    if (asked === 1) json(response, 429, { message: 'Rate exceeded' }, 'ThrottlingException');
    else json(response, 200, { clusters: ['a'] });
  };
  await withServer(answer, async (env) => {
    const told: AwsCall[] = [];
    const aws = openAws({ region: 'us-east-1', env, onCall: (call) => told.push(call) });
    const { clusters } = await (await aws.eks()).listClusters({});
    aws.close();
    assert.deepEqual(clusters, ['a']);
    assert.deepEqual(
      aws.calls().map(({ service, action, status, error }) => ({ service, action, status, error })),
      [
        { service: 'eks', action: 'ListClusters', status: 429, error: 'ThrottlingException' },
        { service: 'eks', action: 'ListClusters', status: 200, error: null },
      ],
    );
    assert.deepEqual(told, aws.calls());
  });
});

test('ends a request at once with the reason of its signal', async () => {
  const stop = new AbortController();
  await withServer(
    () => stop.abort(new Error('enough')),
    async (env) => {
      const aws = openAws({ region: 'us-east-1', env });
      const eks = await aws.eks();
      await assert.rejects(eks.listClusters({}, { abortSignal: stop.signal }), /^Error: enough$/);
      await assert.rejects(eks.listClusters({}, { abortSignal: stop.signal }), /^Error: enough$/);
      aws.close();
    },
  );
});

test('asks who it is once, and again after a failure', async () => {
  let asked = 0;
  const answer: Answer = (_, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 403 : 200, { 'content-type': 'text/xml' });
    response.end(
      asked === 1
        ? '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>'
        : '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/u</Arn><UserId>u</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    );
  };
  await withServer(answer, async (env) => {
    const { signal } = new AbortController();
    const aws = openAws({ region: 'us-east-1', env });
    await assert.rejects(aws.identity(signal), { code: 'aws_credentials_expired' });
    assert.equal((await aws.identity(signal)).account, '1');
    await aws.identity(signal);
    aws.close();
    assert.equal(asked, 2);
  });
});
