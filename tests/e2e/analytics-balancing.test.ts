import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { freePort } from '../support/free-port.ts';
import type { ServiceProcess } from '../support/platform/service-process.ts';
import { startServiceProcess } from '../support/platform/service-process.ts';
import { postColumns } from '../support/post-columns.ts';
import { DAY_MS, NEW_YEAR } from '../support/profile-events.ts';
import type { DnsServer } from '../support/servers/dns-server.ts';
import { startDnsServer } from '../support/servers/dns-server.ts';

// gRPC asks a name server of the test's choice only with this, and reads it when it is loaded.
process.env.GRPC_NODE_USE_ALTERNATIVE_RESOLVER = 'true';
const { createAnalyticsClient } = await import('#rpc/analytics-client.ts');

const HOSTS = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const profile = (id: string) => ({
  id,
  platform: 'instagram',
  followers: 1_000,
  fetched_at_ms: NEW_YEAR,
  posts: postColumns(
    Array.from({ length: 6 }, (_, i) => ({ published_at_ms: NEW_YEAR - i * DAY_MS, likes: 10 })),
  ),
});

async function startAnalytics(
  host: string,
  port: number,
  env: Record<string, string> = {},
): Promise<ServiceProcess> {
  const started = await startServiceProcess('analytics', { HOST: host, GRPC_PORT: String(port), ...env });
  open.push({ close: () => started.stop('SIGKILL') });
  return started;
}

function connect(address: string, options: { attempts?: number; deadlineMs?: number } = {}): AnalyticsClient {
  const client = createAnalyticsClient({ address, ...options });
  open.push(client);
  return client;
}

/** Calls without a pause, a few at a time, until it is stopped; answers how many, rejects with what failed. */
function keepCalling(client: AnalyticsClient, concurrency = 3) {
  const stop = new AbortController();
  let calls = 0;
  const run = async () => {
    while (!stop.signal.aborted) {
      const [answer] = await client.analyze([profile(`x:${calls}`)], AbortSignal.timeout(60_000));
      assert.ok(answer);
      calls++;
    }
  };
  const running = Promise.all(Array.from({ length: concurrency }, run));
  running.catch(() => {});
  return {
    calls: () => calls,
    async stop() {
      stop.abort();
      await running;
      return calls;
    },
  };
}

async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, what);
    await sleep(20);
  }
}

const okCalls = (server: ServiceProcess) => server.metric('influscope_analytics_calls_total', 'code="OK"');

describe('several analytics servers', () => {
  test('share the calls, lose none to one that is killed or hangs, and use it again when it is back', async () => {
    const port = await freePort(HOSTS);
    const servers = await Promise.all(HOSTS.map((host) => startAnalytics(host, port)));
    const [first, second] = servers as [ServiceProcess, ServiceProcess];
    const address = HOSTS.map((host) => `${host}:${port}`).join(',');
    const load = keepCalling(connect(address, { deadlineMs: 2_000 }));
    const countAll = () => Promise.all(servers.map(okCalls));
    await until(async () => (await countAll()).every((count) => count > 0), 'all are connected');
    const [earlier, callsBefore] = [await countAll(), load.calls()];
    await until(() => load.calls() >= callsBefore + 300, 'calls are answered');
    const counts = (await countAll()).map((count, at) => count - (earlier[at] ?? 0));
    const sum = counts.reduce((a, b) => a + b, 0);
    for (const count of counts) assert.ok(count >= sum / 6, `one of them had few calls: ${counts}`);

    await first.stop('SIGKILL');
    second.child.kill('SIGSTOP');
    const before = load.calls();
    await until(() => load.calls() > before + 100, 'calls continue');
    second.child.kill('SIGCONT');
    const back = await startAnalytics(HOSTS[0], port);
    await until(async () => (await okCalls(back)) > 0, 'the one that is back is used');
    await load.stop();
  });

  test('are restarted one after the other without a call being lost, or made again by the client', async () => {
    const port = await freePort(HOSTS);
    const servers = await Promise.all(HOSTS.slice(0, 2).map((host) => startAnalytics(host, port)));
    const load = keepCalling(
      connect(
        HOSTS.slice(0, 2)
          .map((host) => `${host}:${port}`)
          .join(','),
        { attempts: 1, deadlineMs: 30_000 },
      ),
    );
    for (const [i, server] of servers.entries()) {
      await until(async () => (await okCalls(server)) > 0, 'it is used');
      assert.equal(await server.stop(), 0);
      const again = await startAnalytics(HOSTS[i] as string, port);
      await until(async () => (await okCalls(again)) > 0, 'it is used again');
    }
    await load.stop();
  });

  test('are found behind a name as they come, and left as they go', async () => {
    const port = await freePort(HOSTS);
    const [first, second] = HOSTS;
    const env = { GRPC_MAX_CONNECTION_AGE_MS: '300' };
    const one = await startAnalytics(first, port, env);
    const dns: DnsServer = await startDnsServer([first]);
    open.push(dns);
    const load = keepCalling(connect(`dns://127.0.0.1:${dns.port}/analytics.test:${port}`));
    await until(() => load.calls() > 10, 'calls are answered');
    const two = await startAnalytics(second, port, env);
    dns.addresses = [first, second];
    await until(async () => (await okCalls(two)) > 0, 'the new one is used');
    dns.addresses = [second];
    assert.equal(await one.stop(), 0);
    const before = load.calls();
    await until(() => load.calls() > before + 50, 'calls continue');
    await load.stop();
  });
});
