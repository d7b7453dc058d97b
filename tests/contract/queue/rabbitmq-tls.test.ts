import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testBroker } from '#tests/support/servers/rabbitmq.ts';
import { selfSigned } from '#tests/support/servers/self-signed.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { startTcpProxy } from '#tests/support/servers/tcp-proxy.ts';

const url = serverUrl('QUEUE_URL');

describe('rabbitmq queue over TLS', { skip: url === undefined }, () => {
  const { cert, key } = selfSigned();

  const withTls = async (work: (broker: ReturnType<typeof testBroker>, secure: URL) => Promise<void>) => {
    const broker = testBroker(url);
    const { hostname, port } = broker.address.url;
    const proxy = await startTcpProxy({ host: hostname, port: Number(port) }, { cert, key });
    const secure = new URL(broker.address.url.href.replace(/^amqp:/, 'amqps:'));
    secure.port = String(proxy.port);
    try {
      await work(broker, secure);
    } finally {
      await proxy.close();
      await broker.remove();
    }
  };

  test('carries messages when it knows who signed the certificate', () =>
    withTls(async (broker, secure) => {
      const queue = broker.open({
        address: { ...broker.address, url: secure, tls: { ca: cert, cert: null, key: null } },
      });
      await queue.publish('profile-events', [{ id: 'm0', body: '{}' }]);
      const first = Promise.withResolvers<string>();
      queue.consume('profile-events', { maxItems: 1, maxWaitMs: 1, concurrency: 1 }, async (batch) => {
        first.resolve(String(batch[0]?.id));
        return batch.map(() => ({ kind: 'ack' }));
      });
      assert.equal(await first.promise, 'm0');
      await queue.close();
    }));

  test('refuses a server whose certificate is not trusted', () =>
    withTls(async (broker, secure) => {
      const queue = broker.open({ address: { ...broker.address, url: secure }, patienceMs: 500 });
      await assert.rejects(queue.ping(), { name: 'UnavailableError', message: /self-signed certificate/ });
      await queue.close();
    }));
});
