import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { birthOf } from '#cli/instance/process-birth.ts';
import { proveIdentity } from '#contract/identity-proof.ts';
import { freePort } from '#tests/support/free-port.ts';
import { waitUntilGone } from '#tests/support/platform/processes.ts';
import type { Bench } from '../integration/cli/commands/harness.ts';
import { createBench } from '../integration/cli/commands/harness.ts';

/** Commands that send the token, or trust the answers. */
const COMMANDS = [
  ['queues'],
  ['queues', 'dead'],
  ['import', 'demo:5'],
  ['import', '-', '--platform', 'x'],
  ['search', 'tech'],
  ['show', 'github:1'],
  ['status'],
  ['completion', 'bash'],
];

/** How a program on the remembered ports answers `/healthz`. */
type Lie = (challenge: string | null, port: number, real: Real) => Promise<object>;
interface Real {
  instance: string;
  /** The admin port of the real instance, if it still runs. */
  port: number;
}

const answer = (instance: string, rest: object = {}) => ({
  status: 'ok',
  instance,
  version: '0',
  services: ['api'],
  started_at: new Date().toISOString(),
  ...rest,
});

const LIES: Record<string, Lie> = {
  'replays the public id': async (_challenge, _port, { instance }) => answer(instance),
  'answers with a proof of another token': async (challenge, port, { instance }) =>
    answer(instance, { proof: proveIdentity('0'.repeat(64), port, challenge ?? '') }),
  'sends the challenge back': async (challenge, _port, { instance }) =>
    answer(instance, { proof: challenge }),
  'answers with a list instead of a proof': async (_challenge, _port, { instance }) =>
    answer(instance, { proof: [1, 2] }),
  'passes the question on to the real instance': (challenge, _port, { port }) =>
    readJson(`http://127.0.0.1:${port}/healthz?challenge=${challenge}`),
};

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

/** Records every request, and tells the lie. */
async function startImpostor(lie: Lie, real: Real) {
  const seen: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { authorization, cookie } = request.headers;
    seen.push(
      [request.method, request.url?.split('?')[0], authorization ?? '', cookie ?? ''].join(' ').trim(),
    );
    const challenge = new URL(request.url ?? '/', 'http://x').searchParams.get('challenge');
    const { port: own } = server.address() as AddressInfo;
    void lie(challenge, own, real).then((body) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { seen, port: (server.address() as AddressInfo).port };
}

async function startBench(): Promise<Bench> {
  const bench = createBench();
  const up = await bench.run(['up', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
  return bench;
}

const stateOf = (bench: Bench) => join(bench.home, 'platforms/influscope/target.json');
const tokenOf = (bench: Bench) =>
  readFileSync(join(bench.home, 'platforms/influscope/admin-token'), 'utf8').trim();
const known = (bench: Bench) => {
  const document = bench.document();
  return document.pid === null ? assert.fail('no process is remembered') : document;
};

for (const [name, lie] of Object.entries(LIES)) {
  test(`a program that ${name} gets no token while the instance runs elsewhere`, async () => {
    const bench = await startBench();
    const document = known(bench);
    const real = { instance: document.instance ?? '', port: document.admin_port ?? 0 };
    const [open, admin] = [await startImpostor(lie, real), await startImpostor(lie, real)];
    writeFileSync(stateOf(bench), JSON.stringify({ ...document, port: open.port, admin_port: admin.port }));
    for (const command of COMMANDS) {
      const run = await bench.run(command, { input: 'username\nada\n' });
      const isCompletion = command[0] === 'completion';
      if (!isCompletion) assert.equal(run.code, 1, `${command.join(' ')}: ${run.stdout}`);
    }
    const secret = tokenOf(bench);
    assert.deepEqual(
      [...open.seen, ...admin.seen].filter((line) => line.includes(secret)),
      [],
    );
    assert.deepEqual(
      [...new Set(admin.seen)].filter((line) => line !== 'GET /healthz'),
      [],
    );
    writeFileSync(stateOf(bench), JSON.stringify(document));
  });
}

test('after a crash, a program on the remembered ports gets no request for the admin API', async () => {
  const bench = await startBench();
  const document = known(bench);
  process.kill(document.pid, 'SIGKILL');
  await waitUntilGone(document.pid);
  const real = { instance: document.instance ?? '', port: 0 };
  const lie = LIES['replays the public id'] as Lie;
  const [open, admin] = [await startImpostor(lie, real), await startImpostor(lie, real)];
  writeFileSync(stateOf(bench), JSON.stringify({ ...document, port: open.port, admin_port: admin.port }));
  for (const command of COMMANDS) await bench.run(command, { input: 'username\nada\n' });
  assert.deepEqual(admin.seen, []);
  assert.deepEqual(
    open.seen.filter((line) => line !== 'GET /healthz'),
    [],
  );
});

test('a later process with the same pid is not believed', async () => {
  const bench = await startBench();
  const document = known(bench);
  const later = spawn('sleep', ['600'], { stdio: 'ignore' });
  closers.push(() => later.kill('SIGKILL'));
  const real = { instance: document.instance ?? '', port: document.admin_port ?? 0 };
  const impostor = await startImpostor(LIES['replays the public id'] as Lie, real);
  writeFileSync(
    stateOf(bench),
    JSON.stringify({ ...document, pid: later.pid, admin_port: impostor.port, port: impostor.port }),
  );
  for (const command of COMMANDS) await bench.run(command, { input: 'username\nada\n' });
  assert.deepEqual(
    impostor.seen.filter((line) => line !== 'GET /healthz'),
    [],
  );
  assert.equal((await bench.run(['down'])).code, 0);
  assert.notEqual(await birthOf(later.pid ?? 0), null, 'it was not signalled');
  process.kill(document.pid, 'SIGKILL');
});

test('each start has a new token', async () => {
  const bench = await startBench();
  const tokens = new Set([tokenOf(bench)]);
  for (const command of [['deploy'], ['down'], ['up']]) {
    assert.equal((await bench.run(command)).code, 0);
    if (command[0] !== 'down') tokens.add(tokenOf(bench));
  }
  assert.equal(tokens.size, 3);
});

async function readJson(url: string): Promise<object> {
  return new Promise((resolve, reject) => {
    get(url, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(JSON.parse(text) as object);
    }).on('error', reject);
  });
}
