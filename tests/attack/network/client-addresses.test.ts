import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { Preparation } from '#cli/targets/kubernetes/deploy/prepare.ts';
import { prepareStages } from '#cli/targets/kubernetes/deploy/prepare.ts';
import { clientAddress, clientOf } from '#runtime/http/client-address.ts';
import { ROOT } from '#tests/support/platform/cli.ts';
import { exchange, requestText } from './raw-connection.ts';

const SEEN = '203.0.113.7';
const CLAIMED = [
  '10.0.0.1',
  '127.0.0.1',
  '::1',
  '2001:db8::1',
  '',
  ' ',
  'unknown',
  '"1.1.1.1"',
  '1.1.1.1:80',
];
const OTHER_HEADERS = [
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'cf-connecting-ip',
  'true-client-ip',
  'x-original-forwarded-for',
  'x-forwarded',
  'x-forwarded-by',
  'x-remote-addr',
  'client-ip',
  'via',
];

/** A server that answers the address that it takes for the client's. */
let hops = 0;
const server = createServer((request: IncomingMessage, response) => {
  response.end(clientAddress(request, hops));
});
before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
after(() => server.close());

async function addressOf(trusted: number, headers: readonly (readonly [string, string])[]): Promise<string> {
  hops = trusted;
  const { port } = server.address() as AddressInfo;
  const text = await exchange(port, requestText('GET', '/', [['host', 'localhost'], ...headers]));
  return text.slice(text.indexOf('\r\n\r\n') + 4).replace(/^[0-9a-f]+\r\n([^\r]*)\r\n0\r\n\r\n$/, '$1');
}

describe('the address of a client', () => {
  test('is the address of the connection without a trusted proxy, whatever the headers contain', async () => {
    for (const name of ['x-forwarded-for', 'X-FORWARDED-FOR', ...OTHER_HEADERS]) {
      for (const claimed of CLAIMED) {
        assert.equal(await addressOf(0, [[name, claimed]]), '127.0.0.1', `${name}: ${claimed}`);
      }
    }
  });

  test('is the entry that the trusted proxy appended, whatever precedes it', async () => {
    for (const claimed of CLAIMED) {
      for (const headers of [
        [['x-forwarded-for', `${claimed}, ${SEEN}`]],
        [['x-forwarded-for', `${claimed},${claimed},${SEEN}`]],
        [
          ['x-forwarded-for', claimed],
          ['x-forwarded-for', SEEN],
        ],
        [
          ['X-Forwarded-For', claimed],
          ['x-forwarded-for', `${claimed}, ${SEEN}`],
        ],
      ] as [string, string][][]) {
        assert.equal(await addressOf(1, headers), SEEN, JSON.stringify(headers));
        const others = OTHER_HEADERS.map((name): [string, string] => [name, claimed]);
        assert.equal(await addressOf(1, [...others, ...headers]), SEEN);
      }
    }
  });

  test('is the address of the connection if the proxy appended no entry or no address', async () => {
    for (const last of ['', 'unknown', '_hidden', '1.1.1.1:80', '[2001:db8::1]:80', '1.2.3', '999.1.1.1']) {
      assert.equal(await addressOf(1, [['x-forwarded-for', `10.0.0.1, ${last}`]]), '127.0.0.1', last);
    }
    assert.equal(await addressOf(1, []), '127.0.0.1');
    assert.equal(await addressOf(3, [['x-forwarded-for', `10.0.0.1, ${SEEN}`]]), '127.0.0.1');
  });

  test('one household with IPv6 is one client, however it writes its addresses', () => {
    const one = clientOf('2001:db8:0:7::1');
    for (const same of ['2001:DB8:0:7:1:2:3:4', '2001:db8::7:ffff:0:0:1', '2001:0db8:0000:0007::%eth0']) {
      assert.equal(clientOf(same), one, same);
    }
    assert.notEqual(clientOf('2001:db8:0:8::1'), one);
    assert.equal(clientOf('::ffff:192.0.2.1'), clientOf('192.0.2.1'));
    assert.notEqual(clientOf('192.0.2.1'), clientOf('192.0.2.2'));
  });
});

describe('the proxies in front of the API on a cluster', () => {
  const PLAIN: Preparation = {
    namespace: 'influscope',
    images: {},
    serviceType: null,
    trustedHops: 1,
    sourceRanges: [],
    certificate: null,
    storageClass: null,
    rotation: null,
    settings: {},
  };
  const BACKEND = 'service.beta.kubernetes.io/aws-load-balancer-backend-protocol';
  const prepared = (over: Partial<Preparation>, folder = 'manifests') => {
    const objects = prepareStages(readManifests(join(ROOT, folder)), { ...PLAIN, ...over }).flatMap(
      (stage) => stage.objects,
    ) as unknown as {
      kind: string;
      metadata: { name: string; annotations?: Record<string, string> };
      data?: Record<string, string>;
      spec?: { type?: string; externalTrafficPolicy?: string };
    }[];
    const find = (kind: string, name: string) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name);
    return {
      settings: find('ConfigMap', 'influscope-settings')?.data,
      service: find('Service', 'api-service'),
    };
  };

  for (const folder of ['manifests', 'manifests/production']) {
    test(`${folder}: one hop is trusted, because the balancer speaks HTTP and appends to the header`, () => {
      for (const certificate of [null, 'arn:aws:acm:us-east-1:123456789012:certificate/0']) {
        const { settings, service } = prepared({ certificate }, folder);
        assert.equal(settings?.TRUSTED_HOPS, '1');
        assert.equal(settings.RATE_LIMIT, '100');
        assert.equal(service?.metadata.annotations?.[BACKEND], 'http');
        assert.equal(service.spec?.externalTrafficPolicy, undefined);
      }
    });
  }

  test('no header is trusted behind a balancer that hands connections on, and nodes keep the address', () => {
    const { settings, service } = prepared({ trustedHops: 0 });
    assert.equal(settings?.TRUSTED_HOPS, '0');
    assert.equal(service?.spec?.externalTrafficPolicy, 'Local');
  });

  test('no header is trusted without a balancer, and all share one larger limit', () => {
    for (const serviceType of ['NodePort', 'ClusterIP'] as const) {
      const { settings, service } = prepared({ trustedHops: 0, serviceType });
      assert.equal(settings?.TRUSTED_HOPS, '0');
      assert.equal(settings.RATE_LIMIT, '1000');
      assert.equal(service?.spec?.externalTrafficPolicy, undefined);
      assert.equal(
        prepared({ trustedHops: 0, serviceType, settings: { RATE_LIMIT: '7' } }).settings?.RATE_LIMIT,
        '7',
      );
    }
  });
});
