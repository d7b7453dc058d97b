import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { AbortError } from '#cli/errors.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createBench } from './harness.ts';
import { aProfile } from './profile.ts';

const one = createBench();
before(async () => {
  one.misbehave({});
  const up = await one.run(['up', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
});
after(() => one.dispose());

test('search fits its table to the terminal and says how much there is', async () => {
  const { code, stdout, stderr } = await one.run(['search', 'tech', '--limit', '3'], {
    env: { COLUMNS: '80' },
  });
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[0] ?? '', /^USERNAME +PLATFORM +FOLLOWERS +ENGAGEMENT +CATEGORY +BIO$/);
  assert.match(lines[1] ?? '', /^user0 +github +12\.3k +3\.1% +tech/);
  for (const line of lines) assert.ok(line.length <= 80, line);
  assert.match(stderr, /3 of 250 profiles \(1\.3 ms\)\nMore: .*--cursor 3/);
});

test('search passes words and filters on', async () => {
  const args = [
    'search',
    'coffee',
    'roaster',
    '--platform',
    'github,x',
    '--followers',
    '10k..1M',
    '--sort',
    'recent',
  ];
  const { stdout } = await one.run([...args, '-o', 'ndjson', '-n', '1']);
  const query = new URLSearchParams((JSON.parse(stdout) as { bio: string }).bio);
  assert.deepEqual(Object.fromEntries(query), {
    q: 'coffee roaster',
    platform: 'github,x',
    followers: '10k..1M',
    sort: 'recent',
    limit: '1',
  });
});

test('search pages until it has as many as were asked for', async () => {
  const { stdout } = await one.run(['search', 'tech', '-n', '230', '-o', 'json']);
  const { count, data, next } = JSON.parse(stdout) as { count: number; data: { id: string }[]; next: string };
  assert.deepEqual([count, new Set(data.map(({ id }) => id)).size, next], [230, 230, '230']);
});

test('search writes CSV that reads back to the same values', async () => {
  const { stdout } = await one.run(['search', 'tech', '-n', '2', '-o', 'csv']);
  const [row] = parse(stdout, { columns: true }) as Record<string, string>[];
  assert.equal(row?.username, 'user0');
  assert.match(row?.engagement_low ?? '', /^0\.024$/);
  assert.equal(Object.keys(row ?? {})[7], 'avatar_url');
});

test('search that finds nothing says so', async () => {
  const { code, stdout, stderr } = await one.run(['search', 'nothing']);
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /Nothing found/);
});

test('search without a letter or digit is refused like one without words', async () => {
  for (const words of ['(((', '', '"*"', '🎉']) {
    const { code, stderr } = await one.run(['search', words]);
    assert.equal(code, 2, words);
    assert.match(stderr, /query (?:is empty|has no letter or digit)/);
  }
});

test('show explains the figures of a profile', async () => {
  const { stdout } = await one.run(['show', 'github:1']);
  const text = stdout.replaceAll(/\s+/g, ' ');
  assert.match(
    text,
    /engagement 3\.1% of followers \(median of 12 posts over 45 days, 96% sure: 2\.4% to 4%\)/,
  );
  assert.deepEqual(
    JSON.parse((await one.run(['show', 'github:1', '-o', 'json'])).stdout),
    aProfile({ id: 'github:1', username: 'both' }),
  );
});

test('show asks which platform is meant when a handle is on several', async () => {
  const { code, stderr } = await one.run(['show', '@both']);
  assert.equal(code, 2);
  assert.match(stderr, /"@both" is github:1, x:9[\s\S]*influscope show github:1/);
  assert.equal((await one.run(['show', '@both', '--platform', 'github'])).code, 0);
});

test('show of a profile that is not there fails without blaming the command line', async () => {
  const { code, stderr } = await one.run(['show', '@nobody']);
  assert.equal(code, 1);
  assert.match(stderr, /^error: No profile "@nobody"\n/);
});

test('import takes several files in order and tells rejected rows by file and line', async () => {
  one.write('a.ndjson', 'good\nbad\n');
  one.write('b.csv', 'good\n');
  const args = ['import', 'a.ndjson', 'b.csv', 'demo:5', '--map', 'username=login', '--as-of', '2026-03-01'];
  const { code, stdout, stderr } = await one.run(args);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^a\.ndjson:2: not a profile \[name=a\.ndjson&map=username%3Dlogin&as_of=1772323200000\]$/m,
  );
  assert.deepEqual(
    stdout.split('\n').map((line) => line.replace(/ \(.*/, '')),
    [
      'a.ndjson: 1 accepted, 1 rejected',
      'b.csv: 1 accepted, 0 rejected',
      'demo:5: 5 accepted, 0 rejected',
      '',
    ],
  );
});

test('import tells ten rejected rows and counts the others, unless all are wanted', async () => {
  one.write('many.csv', `good\n${'bad\n'.repeat(15)}`);
  const rows = (text: string) => text.match(/^many\.csv:\d+: /gm)?.length;
  const some = await one.run(['import', 'many.csv']);
  assert.equal(rows(some.stderr), 10);
  assert.match(some.stderr, /5 more rows were rejected; --verbose/);
  assert.equal(rows((await one.run(['import', 'many.csv', '--verbose'])).stderr), 15);
  const events = (await one.run(['import', 'many.csv', '-o', 'json'])).events();
  assert.equal(events.filter(({ type }) => type === 'rejected').length, 15);
});

test('import reads stdin, and refuses a terminal', async () => {
  const piped = await one.run(['import', '-'], { input: 'good\ngood\n' });
  assert.match(piped.stdout, /^-: 2 accepted/);
  const terminal = await one.run(['import', '-'], { stdinIsTerminal: true });
  assert.equal(terminal.code, 2);
  assert.match(terminal.stderr, /Nothing is piped in/);
});

test('import that accepts nothing fails', async () => {
  one.write('bad.csv', 'bad\n');
  const { code, stderr } = await one.run(['import', 'bad.csv']);
  assert.equal(code, 1);
  assert.match(stderr, /No row of bad\.csv could be used/);
});

test('import looks at every file before it sends the first', async () => {
  one.write('good.csv', 'good\n');
  mkdirSync(`${one.cwd}/folder`);
  for (const [file, fault] of [
    ['missing.csv', /missing\.csv does not exist/],
    ['folder', /folder is a directory[\s\S]*influscope import folder\/\*/],
    ['demo:many', /does not say how many/],
    ['demo:0', /from 1 to 100,000,000\n/],
    ['demo:-1', /from 1 to 100,000,000\n/],
    ['demo:1e9', /from 1 to 100,000,000\n/],
    ['demo:1.5', /a whole number/],
  ] as const) {
    const { code, stdout, stderr } = await one.run(['import', 'good.csv', file]);
    assert.deepEqual([code, stdout], [2, ''], file);
    assert.match(stderr, fault);
  }
});

test('two imports at once both come through', async () => {
  one.write('a.csv', 'good\n');
  const both = await Promise.all([one.run(['import', 'a.csv']), one.run(['import', 'a.csv', 'demo:3'])]);
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  );
});

test('reindex follows the platform to the end', async () => {
  const { code, stderr } = await one.run(['reindex']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Indexed 42 profiles/);
});

test('up --demo loads a thousand profiles', async () => {
  const { code, stderr } = await one.run(['up', '--demo']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Loaded 1,000 made-up profiles/);
});

test('status tells the state as one event', async () => {
  const [event] = (await one.run(['status', '-o', 'json'])).events();
  assert.ok(event?.type === 'status');
  assert.deepEqual(
    [event.state, event.ready, event.documents, event.version],
    ['running', true, 42, '0.0.0-fake'],
  );
  assert.deepEqual(
    event.stores.map(({ name }) => name),
    ['queue', 'records', 'search', 'objects', 'logs'],
  );
});

test('another instance on the remembered port is not taken for this one', async () => {
  const other = createBench();
  try {
    await other.run(['up', '--port', String(await freePort())]);
    const { port } = other.document();
    process.kill(other.document().pid ?? 0, 'SIGKILL');
    // Its port is taken by a second name before it is started again.
    let second = await other.run(['up', '--name', 'second', '--port', String(port)]);
    for (let attempt = 0; second.code !== 0 && attempt < 50; attempt++) {
      second = await other.run(['up', '--name', 'second', '--port', String(port)]);
    }
    const { code, error } = await other.run(['search', 'tech']);
    assert.deepEqual([code, error], [1, 'platform_killed']);
  } finally {
    await other.dispose();
  }
});

test('an interrupted import ends with 130', async () => {
  const other = createBench();
  try {
    other.misbehave({ endlessImport: true });
    await other.run(['up', '--port', String(await freePort())]);
    other.write('a.csv', 'good\n');
    const interrupt = new AbortController();
    const running = other.run(['import', 'a.csv', '-o', 'json'], {
      signal: interrupt.signal,
      onStdout: (text) => text.includes('progress') && interrupt.abort(new AbortError('SIGINT')),
    });
    assert.equal((await running).code, 130);
  } finally {
    await other.dispose();
  }
});

test('hints and events name the command as it was started', async () => {
  const started = 'npx influscope';
  const up = await one.run(['up'], { started });
  assert.match(up.stderr, /^ {2}npx influscope search tech$/m);
  const missing = await one.run(['status', '--name', 'nowhere'], { started });
  assert.match(missing.stderr, /try: npx influscope up --name nowhere\b/);
  const event = (await one.run(['status', '--name', 'nowhere', '-o', 'json'], { started })).events().at(-1);
  assert.match((event?.type === 'error' && event.hint) || '', /^npx influscope up/);
  assert.match(
    (await one.run(['search', '--help'], { started })).stdout,
    /^ {2}npx influscope search tech$/m,
  );
});
