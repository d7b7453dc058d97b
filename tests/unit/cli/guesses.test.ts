// Long: a list of guesses, one a line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '#cli/commands/index.ts';
import { UserError } from '#cli/errors.ts';
import { guessedOptions, guessedWords } from '#cli/guesses.ts';
import { attempt } from '#tests/support/cli/attempt.ts';

/** Command lines as other tools take them, and the command that each runs or is directed to here. */
const GUESSES: Readonly<Record<string, string>> = {
  // Aliases: these run.
  start: 'up',
  ps: 'status',
  'find tech': 'search',
  'get @someone': 'show',
  'view @someone': 'show',
  // git, gh, docker, compose, kubectl, helm, flyctl, kamal, uv, npm, terraform, heroku.
  stop: 'down',
  restart: 'deploy',
  ls: 'ls',
  instances: 'ls',
  list: 'list',
  shortlist: 'list',
  rm: 'down',
  open: 'status',
  export: 'export',
  create: 'up',
  init: 'up',
  install: 'up',
  launch: 'up',
  new: 'up',
  run: 'up',
  serve: 'up',
  setup: 'up',
  dev: 'up',
  apply: 'deploy',
  redeploy: 'deploy',
  release: 'deploy',
  rollout: 'deploy',
  clean: 'down',
  delete: 'down',
  destroy: 'down',
  halt: 'down',
  kill: 'down',
  purge: 'down',
  quit: 'down',
  remove: 'down',
  shutdown: 'down',
  teardown: 'down',
  terminate: 'down',
  uninstall: 'down',
  dashboard: 'status',
  health: 'status',
  state: 'status',
  top: 'status',
  url: 'status',
  web: 'status',
  watch: 'status',
  check: 'doctor',
  diagnose: 'doctor',
  env: 'doctor',
  preflight: 'doctor',
  test: 'doctor',
  validate: 'doctor',
  verify: 'doctor',
  browse: 'search',
  query: 'search',
  grep: 'search',
  filter: 'search',
  creators: 'search',
  profiles: 'search',
  cat: 'show',
  describe: 'show',
  info: 'show',
  inspect: 'show',
  profile: 'show',
  whois: 'show',
  add: 'import',
  ingest: 'import',
  load: 'import',
  put: 'import',
  push: 'import',
  seed: 'import',
  demo: 'up',
  upload: 'import',
  log: 'logs',
  tail: 'logs',
  events: 'logs',
  dump: 'export',
  download: 'export',
  csv: 'export',
  dlq: 'queues',
  dead: 'queues',
  jobs: 'queues',
  messages: 'queues',
  queue: 'queues',
  tasks: 'queues',
  configure: 'config',
  set: 'config',
  settings: 'config',
  index: 'reindex',
  migrate: 'reindex',
  rebuild: 'reindex',
  billing: 'cost',
  price: 'cost',
  usage: 'cost',
  password: 'secrets',
  rotate: 'secrets',
  login: 'up',
  auth: 'up',
  kubectl: 'kubeconfig',
  // Programs that collect profiles, and the words of privacy.
  scrape: 'discover',
  crawl: 'discover',
  fetch: 'discover',
  pull: 'refresh',
  sync: 'refresh',
  update: 'deploy',
  upgrade: 'deploy',
  backup: 'export',
  bootstrap: 'up',
  provision: 'up',
  resume: 'up',
  pause: 'down',
  reboot: 'deploy',
  plan: 'deploy',
  diff: 'deploy',
  whoami: 'up',
  autocomplete: 'completion',
  ui: 'status',
  gdpr: 'export-person',
  erase: 'forget',
  'delete-person @someone': 'forget',
  optout: 'forget',
  'rm @someone': 'forget',
  'delete @someone': 'forget',
  'stop @someone': 'down',
  wipe: 'down',
  reset: 'down',
  // Slips of the fingers.
  serach: 'search',
  stauts: 'status',
  dwon: 'down',
  donw: 'down',
  dow: 'down',
  improt: 'import',
  lgos: 'logs',
  docter: 'doctor',
  depoly: 'deploy',
  reidnex: 'reindex',
  cofnig: 'config',
  STATUS: 'status',
  pu: 'up',
  // Words that no command is like.
  cp: '--help',
  ip: '--help',
};

/** Words that have nothing to do with a deletion, near in spelling to a command that deletes. */
const HARMLESS = ['town', 'done', 'dawn', 'gown', 'own', 'forge', 'format', 'forgot', '', '?', 'x', 'sh'];

/** The only words that may lead to a command that deletes or stops: each asks for that. */
const ASK_TO_STOP = ['halt', 'kill', 'pause', 'quit', 'shutdown', 'stop', 'terminate'];
const ASK_TO_DELETE = [
  ...[
    'clean',
    'delete',
    'destroy',
    'drop',
    'nuke',
    'prune',
    'purge',
    'remove',
    'reset',
    'rm',
    'teardown',
    'uninstall',
    'wipe',
  ],
  ...['delete-person', 'erase', 'forget-person', 'opt-out', 'optout', 'remove-person'],
];
const DESTRUCTIVE_FLAGS = /^--(?:delete|discard|force|allow-shrink|yes|y$)/;

test('words of other tools run a command or lead to the right one', () => {
  assert.ok(Object.keys(GUESSES).length >= 100, `${Object.keys(GUESSES).length} guesses`);
  for (const [line, expected] of Object.entries(GUESSES)) {
    const outcome = attempt(line.split(' '));
    const reached = outcome instanceof UserError ? hintedCommand(outcome) : outcome;
    assert.equal(reached, expected, line);
  }
});

test('a destructive command is never suggested for a harmless word, nor the reverse', () => {
  const asking = [...ASK_TO_STOP, ...ASK_TO_DELETE];
  for (const word of [...HARMLESS, ...guessedWords(), 'restart', 'reload']) {
    const outcome = attempt([word]);
    assert.ok(outcome instanceof UserError, word);
    const command = hintedCommand(outcome) ?? '';
    assert.equal(['down', 'forget'].includes(command), asking.includes(word), `${word}: ${command}`);
    const words = typeof outcome.hint === 'object' ? (outcome.hint.command ?? []) : [];
    assert.deepEqual(
      words.filter((one) => DESTRUCTIVE_FLAGS.test(one)),
      [],
      word,
    );
  }
  for (const word of asking) assert.ok(guessedWords().includes(word), word);
});

test('every command that a guess leads to can be typed', () => {
  for (const word of guessedWords()) {
    const outcome = attempt([word]);
    assert.ok(outcome instanceof UserError, word);
    const hint = outcome.hint;
    assert.ok(typeof hint === 'object' && hint.command !== undefined, word);
    if (!hint.command.includes('--help')) assert.equal(typeof attempt(hint.command), 'string', word);
  }
});

test('no guess hides a command of that name', () => {
  const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  assert.deepEqual(
    guessedWords().filter((word) => names.includes(word)),
    [],
  );
});

test('options of other tools are accepted or lead to the right one', () => {
  assert.equal(attempt(['status', '--json']), 'status');
  assert.equal(attempt(['--json', 'search', 'x']), 'search');
  assert.equal(attempt(['-o', 'json', 'search', 'x']), 'search');
  assert.equal(attempt(['-q', 'status']), 'status');
  assert.equal(attempt(['logs', '--tail', '5']), 'logs');
  for (const [line, expected] of [
    ['status --format json', '--output'],
    ['search x -v', '--debug'],
    ['search x -p instagram', '--platform'],
    ['up --verbose', '--debug'],
  ] as const) {
    const outcome = attempt(line.split(' '));
    assert.ok(outcome instanceof UserError, line);
    assert.equal(outcome.code, 'unknown_option', line);
    assert.ok(typeof outcome.hint === 'object' && outcome.hint.text?.includes(expected), line);
  }
});

test('an option that is suggested exists in the command', () => {
  let suggested = 0;
  for (const { name } of COMMANDS) {
    for (const option of guessedOptions()) {
      const outcome = attempt([name, option]);
      const hint = outcome instanceof UserError && typeof outcome.hint === 'object' ? outcome.hint : null;
      if (hint?.text === undefined || !/^--[a-z-]+$/.test(hint.text)) continue;
      suggested++;
      const again = attempt([name, hint.text]);
      assert.ok(
        !(again instanceof UserError) || again.code !== 'unknown_option',
        `${name} ${option}: ${hint.text}`,
      );
    }
  }
  assert.ok(suggested > 100, `${suggested}`);
});

test('an output format before the command is checked against the command', () => {
  const outcome = attempt(['-o', 'csv', 'status']);
  assert.ok(outcome instanceof UserError);
  assert.equal(outcome.code, 'invalid_argument');
});

function hintedCommand({ hint }: UserError): string | undefined {
  return typeof hint === 'object' ? hint.command?.[0] : undefined;
}
