import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Aws } from '#cli/aws/aws.ts';
import { openAws } from '#cli/aws/aws.ts';

/** What AWS answers to one request. */
export interface RecordedAnswer {
  status?: number;
  body: string;
}

/** A request as AWS would see it. */
export interface RecordedRequest {
  /** `ec2`, `eks`, …, by its signature. */
  service: string;
  /** `DescribeVpcs`; for a REST service `GET /clusters`. */
  action: string;
  body: string;
}

export interface RecordedAws {
  aws: Aws;
  /** For a command line: address, keys and region. */
  env: Record<string, string>;
  requests: RecordedRequest[];
  close(): Promise<void>;
}

export const REGION = 'us-east-1';

/** A server that gives AWS's own answers, word for word; what it has no answer for is refused as unauthorized. */
export async function startRecordedAws(
  answer: (request: RecordedRequest) => RecordedAnswer | undefined,
): Promise<RecordedAws> {
  const requests: RecordedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const { authorization = '', 'x-amz-target': target } = incoming.headers;
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1] ?? '';
    const action =
      String(target ?? '').split('.')[1] ??
      new URLSearchParams(body).get('Action') ??
      `${incoming.method} ${incoming.url?.split('?')[0]}`;
    const request = { service, action, body };
    requests.push(request);
    const found = answer(request) ?? refuse(body);
    const type = found.body.startsWith('<') ? 'text/xml' : 'application/json';
    outgoing.writeHead(found.status ?? 200, { 'content-type': type }).end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const aws = openAws({ region: REGION, env });
  return {
    aws,
    env,
    requests,
    async close() {
      aws.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As a service says it whose protocol the request is in. */
function refuse(body: string): RecordedAnswer {
  return body.startsWith('Action=') || body.includes('&Action=')
    ? {
        status: 403,
        body: `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`,
      }
    : { status: 403, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }) };
}

/** The answer of a service of the query protocol (EC2, STS, IAM, load balancers). */
export function xml(action: string, content: string, ec2 = false): RecordedAnswer {
  const inner = ec2
    ? `<requestId>r</requestId>${content}`
    : `<${action}Result>${content}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>`;
  return { body: `<${action}Response>${inner}</${action}Response>` };
}
