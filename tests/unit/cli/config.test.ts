import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '#cli/errors.ts';
import { FILE_NAMES } from '#cli/settings/find-file.ts';
import { checkSettings } from '#cli/settings/read-file.ts';
import { SETTING_KEYS, SETTINGS, variableOf } from '#cli/settings/registry.ts';
import { loadSettings } from '#cli/settings/settings.ts';
import { renderSettingsPage } from '#scripts/settings/settings-page.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'influscope-config-'));
after(() => rmSync(cwd, { recursive: true }));
const file = join(cwd, 'influscope.yaml');

test('a flag goes before a variable, that before the file, that before the default', async () => {
  writeFileSync(file, 'port: 9001\nname: from-file\nlog_level: warn\n');
  const { values, origins } = await loadSettings({
    flags: { name: 'from-flag' },
    env: { INFLUSCOPE_NAME: 'from-env', INFLUSCOPE_PORT: '9002', INFLUSCOPE_HOME: 'state' },
    cwd,
  });
  assert.deepEqual(
    [values.name, values.port, values.log_level, values.rate_limit, values.home],
    ['from-flag', 9002, 'warn', 100, join(cwd, 'state')],
  );
  assert.deepEqual(
    [origins.name, origins.port.kind, origins.log_level, origins.rate_limit.kind],
    [{ kind: 'flag', detail: '--name' }, 'env', { kind: 'file', detail: file }, 'default'],
  );
});

test('every fault of a file is reported with its path, unknown keys with a suggestion', () => {
  assert.deepEqual(checkSettings({ prot: 8080, port: '8080', avatars: 'moon', name: 'ok', whatever: 1 }), [
    'prot: is not a setting; did you mean port?',
    `whatever: is not a setting; settings are ${SETTING_KEYS.join(', ')}`,
    'port: must be integer, got "8080"',
    'avatars: must be one of fetch, off, got "moon"',
  ]);
  assert.deepEqual(checkSettings(['port']), ['expected settings as "key: value" lines']);
  assert.deepEqual(checkSettings({}), []);
});

test('the plan of a source is checked in the file and in the variable, with the keys that it may have', async () => {
  const sources = { bluesky: { topic: ['vegan'], every: 'often', url: 'https://bsky.test' }, myspace: {} };
  const faults = checkSettings({ sources });
  assert.deepEqual(
    faults.map((fault) => fault.split(':')[0]),
    ['sources.myspace', 'sources.bluesky.topic', 'sources.bluesky.every'],
  );
  assert.match(faults[1] ?? '', /topics/);
  writeFileSync(file, '');
  const load = (value: object) =>
    loadSettings({ flags: {}, env: { INFLUSCOPE_SOURCES: JSON.stringify(value) }, cwd });
  await assert.rejects(load(sources), UserError);
  const good = { bluesky: { topics: ['vegan'], every: '6h', refresh: { nano: '2d' } } };
  assert.deepEqual((await load(good)).values.sources, good);
});

test('invalid YAML is reported with its line', async () => {
  writeFileSync(file, 'port: 1\nname: [\n');
  await assert.rejects(loadSettings({ flags: {}, env: {}, cwd }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /influscope\.yaml:\d+:\d+ is not valid YAML/);
    return true;
  });
});

test('an empty file is as good as none, a missing one that was named is a fault', async () => {
  writeFileSync(file, '# nothing yet\n');
  assert.equal((await loadSettings({ flags: {}, env: {}, cwd })).values.port, 8080);
  await assert.rejects(loadSettings({ flags: {}, env: {}, cwd, configPath: 'nope.yaml' }), /nope\.yaml/);
});

test('every unusable variable is named', async () => {
  writeFileSync(file, '');
  const env = { INFLUSCOPE_PORT: 'http', INFLUSCOPE_NAME: 'Capital', INFLUSCOPE_AVATARS: 'moon' };
  await assert.rejects(loadSettings({ flags: {}, env, cwd }), (error) => {
    assert.ok(error instanceof UserError);
    for (const name of Object.keys(env)) assert.ok(error.message.includes(name), name);
    return true;
  });
});

test('a value is accepted from the file exactly if its text is accepted from a variable', () => {
  const texts = [
    'a',
    'Capital',
    '',
    ' ',
    '0',
    '1',
    '65536',
    '1000001',
    '-1',
    '1.5',
    'moon',
    'fetch',
    'debug',
    'true',
  ];
  texts.push('10.0.0.0/8', 'us-east-1', 'you@example.org', 'NodePort', 'a-', 'x'.repeat(64), 'é');
  for (const key of SETTING_KEYS) {
    for (const text of texts) {
      const { schema, parse } = SETTINGS[key];
      if (schema.type === 'object') continue;
      const value =
        schema.type === 'boolean'
          ? text === 'true'
            ? true
            : text
          : schema.type === 'integer'
            ? Number(text)
            : schema.type === 'array'
              ? [text]
              : text;
      let isParsed = true;
      try {
        parse(text);
      } catch {
        isParsed = false;
      }
      // An empty variable or flag means none; a number has one spelling.
      if (text.trim() === '') continue;
      assert.equal(isParsed, checkSettings({ [key]: value }).length === 0, `${key}: "${text}"`);
    }
  }
});

test('docs/settings.md lists every setting', () => {
  const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
  assert.equal(page, renderSettingsPage(page), 'run npm run settings');
  for (const key of SETTING_KEYS) assert.ok(page.includes(`\`${variableOf(key)}\``), key);
});

test('a variable that looks like a setting but is not one is reported, with a suggestion', async () => {
  const env = {
    INFLUSCOPE_PROT: '9001',
    INFLUSCOPE_CONFIG: '',
    INFLUSCOPE_HOME: '/x',
    INFLUSCOPE_WHATEVER_ELSE: '1',
  };
  const { unknown } = await loadSettings({ flags: {}, env, cwd: tmpdir() });
  assert.deepEqual(unknown, [
    'INFLUSCOPE_PROT is not a setting and has no effect; did you mean INFLUSCOPE_PORT?',
    'INFLUSCOPE_WHATEVER_ELSE is not a setting and has no effect',
  ]);
});

test('the repository has no settings file: an instance that is started in a clone has the default settings', (t) => {
  if (!existsSync(join(ROOT, '.git'))) return t.skip('no repository');
  const tracked = execFileSync('git', ['ls-files', '--', ...FILE_NAMES], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(tracked, '');
});
