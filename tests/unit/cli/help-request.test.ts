import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '#cli/commands/index.ts';
import { UserError } from '#cli/errors.ts';
import { GLOBAL_OPTIONS } from '#cli/global-options.ts';
import { attempt } from '#tests/support/cli/attempt.ts';

test('help is shown wherever the option is, and about the right command', () => {
  const usage = (line: string) =>
    /^Usage: influscope ([a-z-]+|<command>)/.exec(written(line.split(' ')))?.[1];
  for (const [line, expected] of [
    ['help', '<command>'],
    ['--help', '<command>'],
    ['-h', '<command>'],
    ['HELP', '<command>'],
    ['help help', '<command>'],
    ['help -h', '<command>'],
    ['help search', 'search'],
    ['help find', 'search'],
    ['help -o json search', 'search'],
    ['help queues dead', 'queues'],
    ['--help search', 'search'],
    ['search --help', 'search'],
    ['search --help tech', 'search'],
    ['search tech --followers 10k.. -h', 'search'],
    ['search -h --limit nonsense', 'search'],
    ['--name second search --help', 'search'],
    ['--quiet --help search --no-such-option', 'search'],
    ['queues dead --help', 'queues'],
    ['version --help', 'version'],
  ] as const)
    assert.equal(usage(line), expected, line);
});

test('a search for the word help is not a request for help', () => {
  for (const line of ['search help', 'search -- --help', 'search x --category help', 'search -- help'])
    assert.equal(attempt(line.split(' ')), 'search', line);
});

test('help about an unknown command says so', () => {
  for (const line of ['help nonsense', 'nonsense --help', '--help nonsense', '-h nonsense', 'help stats']) {
    const outcome = attempt(line.split(' '));
    assert.ok(outcome instanceof UserError, line);
    assert.equal(outcome.code, 'unknown_command', line);
  }
  assert.equal(attempt(['help', 'status']), null);
  assert.equal(attempt(['version']), null);
});

test('options without a command get an error that asks for a command', () => {
  for (const argv of [['--json'], ['-q'], ['-o', 'json'], ['--'], ['--name', 'second']]) {
    const outcome = attempt(argv);
    assert.ok(outcome instanceof UserError, argv.join(' '));
    assert.deepEqual([outcome.code, outcome.hint], ['missing_command', { command: ['--help'] }]);
  }
});

test('every global option is accepted before and after every command', () => {
  const values: Record<string, string> = {
    name: 'second',
    target: 'local',
    timeout: '5s',
    region: 'us-east-1',
  };
  for (const definition of COMMANDS) {
    const needed = (definition.arguments ?? []).flatMap(({ flags, choices }) =>
      flags.startsWith('<') ? [choices?.[0] ?? 'x'] : [],
    );
    for (const { flags } of GLOBAL_OPTIONS) {
      const long = /--([a-z-]+)/.exec(flags)?.[1] ?? '';
      const option = flags.includes('<') ? [`--${long}`, values[long] ?? 'x'] : [`--${long}`];
      for (const argv of [
        [...option, definition.name, ...needed],
        [definition.name, ...option, ...needed],
        [definition.name, ...needed, ...option],
      ])
        assert.equal(attempt(argv), definition.name, argv.join(' '));
    }
  }
});

/** What the command line writes when it runs no command. */
function written(argv: readonly string[]): string {
  let text = '';
  attempt(argv, (part) => {
    text += part;
  });
  return text;
}
