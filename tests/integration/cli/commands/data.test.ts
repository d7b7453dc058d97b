import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { freePort } from '#tests/support/free-port.ts';
import { waitUntilGone } from '#tests/support/platform/processes.ts';
import { createBench } from './harness.ts';
import { aProfile } from './profile.ts';

const one = createBench();
before(async () => {
  one.misbehave({});
  const up = await one.run(['up', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
});

test('search fits its table to the terminal and says how much there is', async () => {
  const { code, stdout, stderr } = await one.run(['search', 'tech', '--limit', '3'], {
    env: { COLUMNS: '80' },
  });
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[0] ?? '', /^USERNAME +NAME +PLATFORM +FOLLOWERS +ENGAGEMENT +CATEGORY +BIO$/);
  assert.match(lines[1] ?? '', /^user0 +Ada +github +12\.3k +3\.1% +tech/);
  for (const line of lines) assert.ok(line.length <= 80, line);
  assert.match(stderr, /\b3\b.*\b250\b[\s\S]*--cursor 3\b/);
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

test('search --plain sends the question as it is and shows the query that it became', async () => {
  const words = ['tech', 'creators', 'under', '50k', 'followers'];
  const { stdout, stderr } = await one.run(['search', '--plain', ...words, '-n', '1', '-o', 'ndjson']);
  const query = new URLSearchParams((JSON.parse(stdout) as { bio: string }).bio);
  assert.deepEqual([query.get('q'), query.get('plain')], [words.join(' '), 'true']);
  assert.match(stderr, /meaning: user0$/m);
  assert.ok(
    stderr.includes(hintText({ text: 'Read as', command: ['search', 'tech followers:<50k'] })),
    stderr,
  );
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
  assert.notEqual(stderr, '');
});

test('search without words shows all profiles', async () => {
  for (const words of [[], [''], ['***', '🎉']]) {
    const { code, stdout } = await one.run(['search', ...words]);
    assert.deepEqual([code, stdout === ''], [0, false], words.join(' '));
  }
});

test('similar points at what it did not understand in its filter', async () => {
  const { code, stderr } = await one.run(['similar', 'github:1', '--where', 'foo:bar followers:10k..']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^ {2}foo:bar.*\n {2}\^{7} /m);
});

test('search goes to a page and says when there is none', async () => {
  const { stdout, stderr } = await one.run(['search', 'tech', '-n', '5', '--page', '3', '--columns', 'id']);
  assert.deepEqual(
    stdout.trim().split(/\s+/).slice(1),
    [10, 11, 12, 13, 14].map((at) => `github:${at}`),
  );
  assert.match(stderr, /--page 4/);
  assert.equal((await one.run(['search', 'tech', '-n', '100', '--page', '9'])).stdout, '');
});

test('show explains the figures of a profile', async () => {
  const { stdout } = await one.run(['show', 'github:1']);
  const text = stdout.replaceAll(/\s+/g, ' ');
  assert.match(text, /engagement 3\.1% of followers .*\b12 posts\b.*\b45 days\b.*96%.*2\.4% to 4%/);
  assert.deepEqual(
    JSON.parse((await one.run(['show', 'github:1', '-o', 'json'])).stdout),
    aProfile({ id: 'github:1', username: 'both' }),
  );
});

test('search shows the columns that are asked for, uncut where no terminal limits them', async () => {
  const some = await one.run(['search', 'tech', '--limit', '1', '--columns', 'id,topics,last-post']);
  assert.match(some.stdout, /^ID +TOPICS +LAST POST\ngithub:0 +tech ai +-\n$/);
  const piped = await one.run(['search', 'tech', '--limit', '1']);
  assert.match(piped.stdout.split('\n')[1] ?? '', /q=tech&limit=1$/);
  const unknown = await one.run(['search', 'tech', '--columns', 'id,nonsense']);
  assert.deepEqual([unknown.code, unknown.error], [2, 'invalid_argument']);
});

test('the command for the next page continues the search', async () => {
  const { stderr } = await one.run(['search', 'tech', 'news', '--limit', '2', '--platform', 'x']);
  const [, line = ''] = /influscope (search .*--cursor \S+.*)$/m.exec(stderr) ?? [];
  const { stdout } = await one.run([...line.split(' '), '-o', 'json']);
  const { data } = JSON.parse(stdout) as { data: { username: string; bio: string }[] };
  assert.equal(data[0]?.username, 'user2');
  assert.match(data[0]?.bio ?? '', /q=tech\+news.*platform=x/);
});

test('show takes what the table of results shows: a name, a handle, an address', async () => {
  for (const words of [['Ada Lovelace'], ['Ada', 'Lovelace'], ['https://github.com/adal']]) {
    const { stdout } = await one.run(['show', ...words, '-o', 'json']);
    assert.equal((JSON.parse(stdout) as { id: string }).id, 'github:5', words.join(' '));
  }
});

test('show asks which platform is meant when a handle is on several', async () => {
  const { code, error, stderr } = await one.run(['show', '@both']);
  assert.deepEqual([code, error], [2, 'ambiguous_handle']);
  assert.match(stderr, /influscope show github:1$/m);
  assert.equal((await one.run(['show', '@both', '--platform', 'github'])).code, 0);
});

test('show of a profile that is not there fails without blaming the command line', async () => {
  const { code, error } = await one.run(['show', '@unknown']);
  assert.deepEqual([code, error], [1, 'profile_not_found']);
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
  await other.run(['up', '--port', String(await freePort())]);
  const { port, pid } = other.document();
  assert.ok(pid !== null);
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid);
  // Its port is taken by a second name before it is started again.
  const second = await other.run(['up', '--name', 'second', '--port', String(port)]);
  assert.equal(second.code, 0, second.stderr);
  const { code, error } = await other.run(['search', 'tech']);
  assert.deepEqual([code, error], [1, 'platform_killed']);
});

test('hints and events name the command as it was started', async () => {
  const started = 'npx influscope';
  const up = await one.run(['up'], { started });
  assert.match(up.stderr, /^ {2}npx influscope search tech$/m);
  const missing = await one.run(['status', '--name', 'nowhere'], { started });
  assert.match(missing.stderr, /npx influscope up --name nowhere$/m);
  const event = (await one.run(['status', '--name', 'nowhere', '-o', 'json'], { started })).events().at(-1);
  assert.match(hintText(event?.type === 'error' ? event.hint : null), /npx influscope up --name nowhere$/);
  assert.match(
    (await one.run(['search', '--help'], { started })).stdout,
    /^ {2}npx influscope search tech$/m,
  );
});
