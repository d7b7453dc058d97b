import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { KubeError, SignInError } from '#cli/kubernetes/client/errors.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import { watchObjects } from '#cli/kubernetes/watch/watch.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startClientBehindLink } from '#tests/support/kubernetes/client-behind-link.ts';
import type { TcpProxy } from '#tests/support/servers/tcp-proxy.ts';

interface Cluster {
  client: KubeClient;
  link: TcpProxy;
  /** A number for each path that is served with status 200. */
  counts: Map<string, number>;
}

/** An API server behind a connection that can fail. `answer` says which status a path has, 200 without it. */
async function startCluster(
  context: TestContext,
  answer: (path: string) => number = () => 200,
  user?: Parameters<typeof startClientBehindLink>[2],
) {
  const counts = new Map<string, number>();
  const { client, link } = await startClientBehindLink(
    context,
    (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
      const path = searchParams.has('watch') ? 'watch' : pathname;
      response.statusCode = answer(path);
      if (response.statusCode !== 200) return response.end(JSON.stringify({ code: response.statusCode }));
      counts.set(path, (counts.get(path) ?? 0) + 1);
      if (path === 'watch') return response.write('\n');
      return response.end(JSON.stringify({ metadata: { resourceVersion: '1' }, items: [] }));
    },
    user,
  );
  return { client, link, counts } satisfies Cluster;
}

/** A watch that runs until the end of the test; `over` settles when it ends. */
function watch(context: TestContext, { client }: Cluster): { over: Promise<void> } {
  const done = new AbortController();
  const over = watchObjects(client, {
    resource: RESOURCES.pod,
    namespace: 'n',
    onSighting: () => {},
    signal: done.signal,
  });
  over.catch(() => {});
  context.after(() => done.abort());
  return { over };
}

const until = (holds: () => boolean) => eventually(async () => assert.ok(holds()));
const watches = ({ counts }: Cluster) => counts.get('watch') ?? 0;
const read = ({ client }: Cluster) =>
  client.request('/api/v1/nodes', 'Nodes', { signal: AbortSignal.timeout(60_000) });

test('a watch is opened again after an outage in which its connection fell silent', async (context) => {
  const cluster = await startCluster(context);
  watch(context, cluster);
  await until(() => watches(cluster) === 1);
  cluster.link.silence();
  const reading = read(cluster);
  await until(() => cluster.client.reachability.awayMs() > 0);
  cluster.link.restore();
  await reading;
  await until(() => watches(cluster) === 2);
  assert.equal(cluster.client.reachability.awayMs(), 0);
});

test('connections that fell silent are replaced though the server answers on new ones', async (context) => {
  const cluster = await startCluster(context);
  // Two connections are kept: one for the watch, and one for the next request.
  await Promise.all([read(cluster), read(cluster)]);
  watch(context, cluster);
  await until(() => watches(cluster) === 1);
  cluster.link.silence();
  cluster.link.restore();
  await read(cluster);
  await until(() => watches(cluster) === 2);
});

test('a watch continues when the server refuses it while it starts', async (context) => {
  let state: 'serves' | 'starts' | 'refuses' = 'serves';
  let refused = 0;
  const cluster = await startCluster(context, (path) => {
    if (path === '/readyz') return state === 'starts' ? 500 : 200;
    if (state === 'refuses' && path === 'watch') refused++;
    return { serves: 200, starts: 503, refuses: 403 }[state];
  });
  const { over } = watch(context, cluster);
  await until(() => watches(cluster) === 1);
  state = 'starts';
  cluster.link.cut();
  await until(() => cluster.client.reachability.awayMs() > 1_000);
  const reading = read(cluster);
  state = 'refuses';
  await until(() => refused > 0);
  state = 'serves';
  await Promise.race([until(() => watches(cluster) === 2), over]);
  await reading;
});

test('a watch whose permission is withdrawn ends after a few refusals', async (context) => {
  let status = 200;
  const cluster = await startCluster(context, (path) => (path === '/readyz' ? 200 : status));
  const { over } = watch(context, cluster);
  await until(() => watches(cluster) === 1);
  status = 403;
  cluster.link.cut();
  await assert.rejects(over, (error) => error instanceof KubeError && error.status === 403);
});

test('a request that is sent during a silent outage is repeated after it', async (context) => {
  const cluster = await startCluster(context);
  await read(cluster);
  cluster.link.silence();
  const early = read(cluster);
  await until(() => cluster.client.reachability.awayMs() > 0);
  const late = read(cluster);
  await until(() => cluster.client.reachability.awayMs() > 1_000);
  cluster.link.restore();
  await Promise.all([early, late]);
  assert.ok((cluster.counts.get('/api/v1/nodes') ?? 0) >= 3);
});

/** A program that signs in for each request anew, and can fail. */
function signInProgram(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-sign-in-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const broken = join(folder, 'broken');
  const runs = join(folder, 'runs');
  const program = `
    const { appendFileSync, existsSync } = require('node:fs');
    appendFileSync(${JSON.stringify(runs)}, '.');
    if (existsSync(${JSON.stringify(broken)})) {
      console.error('no network');
      process.exit(1);
    }
    const status = { token: 'x', expirationTimestamp: new Date(0).toISOString() };
    console.log(JSON.stringify({ status }));
  `;
  return {
    user: { exec: { command: process.execPath, args: ['-e', program] } },
    fail: () => writeFileSync(broken, ''),
    work: () => rmSync(broken),
    runs: () => (existsSync(runs) ? statSync(runs).size : 0),
  };
}

test('a watch and a request continue if the sign-in program fails during an outage', async (context) => {
  const signIn = signInProgram(context);
  const cluster = await startCluster(context, () => 200, signIn.user);
  const { over } = watch(context, cluster);
  await until(() => watches(cluster) === 1);
  signIn.fail();
  cluster.link.sever();
  const reading = read(cluster);
  await until(() => cluster.client.signInFault() !== null);
  // The network is back before the program is.
  cluster.link.restore();
  assert.match(cluster.client.signInFault()?.message ?? '', /no network/);
  assert.ok(cluster.client.reachability.awayMs() > 0);
  signIn.work();
  await Promise.race([reading, over]);
  await Promise.race([until(() => watches(cluster) === 2), over]);
  assert.equal(cluster.client.signInFault(), null);
});

test('a program that never signed in ends the first request, and runs once for requests at the same time', async (context) => {
  const signIn = signInProgram(context);
  const cluster = await startCluster(context, () => 200, signIn.user);
  signIn.fail();
  const results = await Promise.allSettled([read(cluster), read(cluster), read(cluster)]);
  for (const result of results)
    assert.ok(result.status === 'rejected' && result.reason instanceof SignInError);
  assert.equal(signIn.runs(), 1);
});
