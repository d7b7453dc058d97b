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
  const invocation = parseCommandLine(COMMANDS, argv, { version: () => '1.2.3', write, columns: 80 });
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
  assert.deepEqual({ ...invocation?.options }, { name: 'second', limit: 5, timeout: 120_000 });
});

test('repeatable options add up', () => {
  const { invocation } = parse('import', 'a.csv', '--map', 'a=b', '--map', 'c=d e');
  assert.deepEqual(invocation?.options.map, ['a=b', 'c=d e']);
});

test('an unknown command or option is refused with a suggestion', () => {
  const command = refused('serch', 'tech');
  assert.deepEqual(
    [command.message, command.hint, command.exitCode],
    ["Unknown command 'serch'", 'influscope search', 2],
  );
  const option = refused('search', '--limt', '3', 'x');
  assert.deepEqual([option.message, option.hint], ["Unknown option '--limt'", '--limit']);
  assert.equal(refused('nothing-like-it').hint, 'influscope --help');
});

test('a value that cannot be is refused with what is expected', () => {
  assert.match(refused('search', 'x', '--followers', '5k..1k').message, /use 1k\.\.5k/);
  assert.match(refused('search', 'x', '--limit', 'many').message, /whole number from 1 to 10000/);
  assert.match(refused('up', '--port', '70000').message, /from 1 to 65535/);
  assert.match(refused('import', 'a', '--as-of', 'yesterday').message, /2026-03-01/);
  assert.match(refused('import', 'a', '--map', 'login').message, /field=column/);
  assert.match(refused('status', '--name', 'My Platform').message, /lower-case letter/);
  assert.match(refused('status', '--name', 'shop-').message, /lower-case letter/);
  assert.match(refused('up', '-o', 'csv').message, /Allowed choices are text, json/);
  assert.match(refused('down', '--keep-data', '--delete-data').message, /cannot be used with/);
});

test('a value that is none of the choices is refused with the nearest of them', () => {
  const option = refused('search', 'x', '--sort', 'folowers');
  assert.equal(
    option.message,
    '"folowers" is no value of --sort. Allowed choices are relevance, followers, engagement, recent',
  );
  assert.equal(option.hint, '--sort followers');
  const argument = refused('queues', 'ded');
  assert.deepEqual(
    [argument.message, argument.hint],
    ['"ded" is no action. Allowed choices are dead', 'dead'],
  );
  assert.equal(refused('logs', 'everything').hint, 'influscope logs --help');
});

test('help and version are all there is to do', () => {
  assert.equal(parse('--version').written, '1.2.3\n');
  const { invocation, written } = parse('--help');
  assert.equal(invocation, null);
  for (const { name, summary } of COMMANDS)
    assert.ok(written.includes(name) && written.includes(summary), name);
  assert.match(parse('search', '--help').written, /--followers <range>[\s\S]*Examples:/);
  assert.match(parse('help', 'import').written, /demo:N/);
  assert.match(parse().written, /Usage: influscope <command>/);
});

test('help fits 80 columns', () => {
  for (const { name } of [{ name: '' }, ...COMMANDS]) {
    const { written } = parse(...(name === '' ? [] : [name]), '--help');
    // `npx ` before an example still fits.
    const [usage = '', examples = ''] = written.split('\nExamples:');
    for (const line of usage.split('\n')) assert.ok(line.length <= 80, line);
    for (const line of examples.split('\n')) assert.ok(line.length <= 80 - 'npx '.length, line);
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
