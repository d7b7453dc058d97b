import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { readTopics } from '#cli/commands/up/first-discoveries.ts';
import type { Event } from '#cli/output/events/events.ts';
import { freePort } from '#tests/support/free-port.ts';
import type { Bench } from './harness.ts';
import { createBench } from './harness.ts';

const NOTHING = 'http://127.0.0.1:9';
let network: Server;
let env: Record<string, string>;

before(async () => {
  network = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(network.address() as AddressInfo).port}`;
  env = { INFLUSCOPE_SOURCES: JSON.stringify({ bluesky: { url } }) };
});
after(() => network.close());

async function newInstance(documents = 0) {
  const bench = createBench();
  bench.misbehave({ documents, discovery: [{ state: 'done', found: 9, read: 9, kept: 9, dropped: {} }] });
  const port = String(await freePort());
  const up = (args: string[], options: Parameters<Bench['run']>[1] = {}) =>
    bench.run(['up', '--port', port, ...args], { ...options, env: { ...env, ...options.env } });
  return { bench, up };
}

const topicsOf = (events: readonly Event[]) => [
  ...new Set(events.flatMap((event) => (event.type === 'discovery' ? event.topic : []))),
];
const notesOf = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'note' ? event.code : []));

test('up --discover starts a discovery for each topic and ends with ready', async () => {
  const { up } = await newInstance();
  const { code, events } = await up(['--discover', 'vegan food, climate', '-o', 'json']);
  assert.equal(code, 0);
  assert.deepEqual(topicsOf(events()), ['vegan food', 'climate']);
  assert.equal(events().filter(({ type }) => type === 'ready').length, 1);
});

test('the setting names the topics, and --no-discover leaves them out', async () => {
  const { up } = await newInstance();
  const set = { INFLUSCOPE_DISCOVER: 'climate' };
  assert.deepEqual(topicsOf((await up(['-o', 'json'], { env: set })).events()), ['climate']);
  assert.deepEqual(topicsOf((await up(['--no-discover', '-o', 'json'], { env: set })).events()), []);
});

test('a new instance on a terminal offers topics, and discovers those that are chosen', async () => {
  const { up } = await newInstance();
  const { code, stdout } = await up([], { stdinIsTerminal: true, input: '1, knitting\n' });
  assert.equal(code, 0);
  assert.match(stdout, /"vegan food"[\s\S]*"knitting"/);
});

for (const [name, args, options, documents] of [
  ['with profiles', [], { stdinIsTerminal: true }, 42],
  ['without a terminal', [], {}, 0],
  ['with the setting off', [], { stdinIsTerminal: true, env: { INFLUSCOPE_DISCOVER: 'off' } }, 0],
  ['with --no-discover', ['--no-discover'], { stdinIsTerminal: true }, 0],
] as const) {
  test(`an instance ${name} offers nothing`, async () => {
    const { up } = await newInstance(documents);
    const { code, stdout } = await up([...args], { ...options, input: '1\n' });
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /vegan food/);
  });
}

test('without a way to the network up says so in one line and succeeds', async () => {
  const { up } = await newInstance();
  const far = { INFLUSCOPE_SOURCES: JSON.stringify({ bluesky: { url: NOTHING } }) };
  const { code, events } = await up(['--discover', 'climate', '-o', 'json'], { env: far });
  assert.deepEqual([code, topicsOf(events())], [0, []]);
  assert.ok(notesOf(events()).includes('source_unreachable'));
});

for (const [answer, topics] of [
  ['', ['vegan food', 'street photography', 'climate science']],
  ['2', ['street photography']],
  ['1,3', ['vegan food', 'climate science']],
  ['knitting; 1', ['knitting', 'vegan food']],
  ['n', []],
  ['9', []],
] as const) {
  test(`the answer "${answer}" chooses ${topics.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(readTopics(answer), topics);
  });
}

test('up shows how to add profiles if there are none, and otherwise suggests a search', async () => {
  const { bench, up: empty } = await newInstance(0);
  const { stderr } = await empty(['--no-discover']);
  const commands = [...stderr.matchAll(/^ {2}influscope (.*?) +# /gm)].map(([, line = '']) => line);
  assert.deepEqual(
    commands.map((line) => line.split(' ')[0]),
    ['discover', 'import', 'up'],
  );
  assert.ok(notesOf((await empty(['--no-discover', '-o', 'json'])).events()).includes('no_profiles'));
  const search = await bench.run(['search', 'nothing']);
  assert.equal(search.code, 0);
  assert.match(search.stderr, /^ {2}influscope up --demo +# /m);
  const { up: filled } = await newInstance(5);
  const run = await filled(['--no-discover', '-o', 'json']);
  assert.ok(!notesOf(run.events()).includes('no_profiles'));
  assert.match((await filled(['--no-discover'])).stderr, /^ {2}influscope search tech$/m);
});
