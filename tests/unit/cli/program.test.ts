import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completionScript } from '#cli/commands/completion/scripts.ts';
import { COMMANDS } from '#cli/commands/index.ts';
import { UserError } from '#cli/errors.ts';
import { parseCommandLine } from '#cli/program.ts';

function parse(...argv: string[]) {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  const invocation = parseCommandLine(COMMANDS, argv, {
    version: () => '1.2.3',
    write,
    columns: 80,
    started: 'npx influscope',
  });
  return { invocation, written };
}

function refused(...argv: string[]): UserError {
  try {
    parse(...argv);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error;
  }
  return assert.fail(`${argv.join(' ')} was taken`);
}

test('understands words, options and global options in any order', () => {
  const { invocation } = parse(
    '--name',
    'second',
    'search',
    'big',
    '--limit',
    '5',
    'tech',
    '--timeout',
    '2m',
  );
  assert.equal(invocation?.definition.name, 'search');
  assert.deepEqual(invocation?.args, ['big', 'tech']);
  assert.deepEqual({ ...invocation?.options }, { name: 'second', limit: 5, pager: true, timeout: 120_000 });
});

test('repeatable options add up', () => {
  const { invocation } = parse('import', 'a.csv', '--map', 'a=b', '--map', 'c=d e');
  assert.deepEqual(invocation?.options.map, ['a=b', 'c=d e']);
});

test('an unknown command or option is refused with a suggestion', () => {
  const command = refused('serch', 'tech');
  assert.deepEqual(
    [command.code, command.hint, command.exitCode],
    ['unknown_command', { command: ['search', 'tech'] }, 2],
  );
  const option = refused('search', '--limt', '3', 'x');
  assert.deepEqual(
    [option.code, option.hint],
    ['unknown_option', { command: ['search', '--limit', '3', 'x'] }],
  );
  assert.deepEqual(refused('nothing-like-it').hint, { command: ['--help'] });
});

test('the name of a list or of a saved search is not lost when the action is missing', () => {
  assert.deepEqual(refused('list', 'spring', '-o', 'csv').hint, {
    command: ['list', 'show', 'spring', '-o', 'csv'],
  });
  assert.deepEqual(refused('saved', 'vegan').hint, { command: ['saved', 'run', 'vegan'] });
  assert.deepEqual(refused('saved', 'rm', 'vegan').hint, { command: ['saved', 'remove', 'vegan'] });
  assert.deepEqual(refused('keys', 'create', 'app').hint, { command: ['keys', 'add', 'app'] });
  assert.deepEqual(refused('config', 'everything').hint, { command: ['config', '--help'] });
});

test('a fall of the engagement by 100 % or more is refused', () => {
  const add = ['saved', 'add', 'x', 'tech', '--engagement-falls'];
  assert.equal(parse(...add, '99.5').invocation?.options.engagementFalls, 99.5);
  assert.equal(refused(...add, '100').code, 'invalid_argument');
});

test('an option before its command gets the corrected order, also with a typo in either', () => {
  const cases: [string[], string, string[]][] = [
    [['--wide', 'search', 'maple'], 'unknown_option', ['search', '--wide', 'maple']],
    [['-n', '5', 'find', 'x'], 'unknown_option', ['find', '-n', '5', 'x']],
    [['--limit=5', '--wide', 'search', 'x'], 'unknown_option', ['search', '--limit=5', '--wide', 'x']],
    [['--yes', 'down'], 'unknown_option', ['down', '--yes']],
    [['--min-followers', '10k', 'search', 'x'], 'unknown_option', ['search', '--followers', '10k..', 'x']],
    [['--wid', 'search', 'x'], 'unknown_option', ['search', '--wide', 'x']],
    [['--wide', 'serach', 'maple'], 'unknown_command', ['search', '--wide', 'maple']],
    [['--unheard-of', 'search', 'x'], 'unknown_option', ['search', '--help']],
    [['--wide'], 'unknown_option', ['--help']],
  ];
  for (const [argv, code, command] of cases) {
    const error = refused(...argv);
    assert.deepEqual([error.code, error.hint, error.exitCode], [code, { command }, 2], argv.join(' '));
  }
});

test('a typo of a command that deletes gets no options', () => {
  assert.deepEqual(refused('dwon', '--yes', '--delete-data').hint, { command: ['down'] });
});

test('a value that cannot be parsed is refused', () => {
  const wrong = [
    ['search', 'x', '--followers', '5k..1k'],
    ['search', 'x', '--limit', 'many'],
    ['up', '--port', '70000'],
    ['import', 'a', '--as-of', 'yesterday'],
    ['import', 'a', '--map', 'login'],
    ['status', '--name', 'My Instance'],
    ['status', '--name', 'shop-'],
    ['up', '-o', 'csv'],
  ];
  for (const argv of wrong) {
    const { code, exitCode } = refused(...argv);
    assert.deepEqual([code, exitCode], ['invalid_argument', 2], argv.join(' '));
  }
  assert.equal(refused('down', '--keep-data', '--delete-data').code, 'conflicting_option');
});

test('a value that is not one of the choices is refused with the nearest of them', () => {
  assert.deepEqual(refused('search', 'x', '--sort', 'folowers').hint, {
    command: ['search', 'x', '--sort', 'followers'],
  });
  assert.deepEqual(refused('queues', 'ded').hint, { command: ['queues', 'dead'] });
  assert.deepEqual(refused('logs', 'everything').hint, { command: ['logs', '--help'] });
});

test('help and version are all there is to do', () => {
  assert.equal(parse('--version').written, '1.2.3\n');
  const { invocation, written } = parse('--help');
  assert.equal(invocation, null);
  for (const { name, summary } of COMMANDS)
    assert.ok(written.includes(name) && written.includes(summary), name);
  assert.match(parse('search', '--help').written, /--followers <range>[\s\S]*Examples:/);
  assert.match(parse('help', 'import').written, /demo:N/);
  assert.match(parse().written, /Usage: npx influscope <command>/);
});

test('help fits 80 columns', () => {
  for (const { name } of [{ name: '' }, ...COMMANDS]) {
    const { written } = parse(...(name === '' ? [] : [name]), '--help');
    for (const line of written.split('\n')) assert.ok(line.length <= 80, line);
  }
});

test('every engine can be loaded', async () => {
  for (const definition of COMMANDS)
    assert.equal(typeof (await definition.load()).run, 'function', definition.name);
});

test('completion knows every command and its options', () => {
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    const script = completionScript(shell, COMMANDS);
    for (const { name } of COMMANDS) assert.match(script, new RegExp(`\\b${name}\\b`));
    assert.match(script, shell === 'fish' ? /-l followers/ : /--followers/);
  }
});
