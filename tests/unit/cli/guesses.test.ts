// Long: a list of guesses, one a line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '#cli/commands/index.ts';
import { UserError } from '#cli/errors.ts';
import { foreignFlags } from '#cli/foreign-options.ts';
import { guessedWords } from '#cli/guesses.ts';
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
  scale: 'up',
  exec: 'kubeconfig',
  ssh: 'kubeconfig',
  restore: 'up',
  compare: 'similar',
  'compare @someone': 'similar',
  rename: 'list',
  tag: 'list',
  'tag @someone': 'list',
  follow: 'logs',
  'follow @someone': 'list',
  count: 'search',
  stats: 'status',
  token: 'keys',
  monitor: 'saved',
  'set port 9000': 'config',
  'add creators.csv': 'import',
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

/** Command lines with an option of another tool, and the line that means the same here. */
const OPTION_GUESSES: Readonly<Record<string, string>> = {
  'status --format json': 'status --output json',
  'search x -v': 'search x --debug',
  'search x -p instagram': 'search x --platform instagram',
  'up --verbose': 'up --debug',
  'search x -l 5': 'search x --limit 5',
  'search x -l5': 'search x --limit 5',
  'find x --top=5': 'find x --limit 5',
  'search --min-followers 1000 x': 'search --followers 1000.. x',
  'search --min-followers=1000 x': 'search --followers 1000.. x',
  'search x --max-followers 5k': 'search x --followers ..5k',
  'search x --folowers 5k': 'search x --followers 5k',
  'search x --csv': 'search x --output csv',
  'search x --all': 'export x',
  'saved run team -l 5': 'saved run team --limit 5',
  'up -p 9000': 'up --port 9000',
  'up --foreground': 'logs --follow',
  'start --build': 'deploy',
  'down --volumes': 'down --delete-data',
  'down -v': 'down --debug',
  'status -a': 'ls',
  'status --follow': 'status --watch',
  'logs --service api': 'logs api',
  'logs -F': 'logs --follow',
  'import -f creators.csv': 'import creators.csv',
  'discover --topic tech --max 5': 'discover tech --max 5',
  'config --set port 9000': 'config set port 9000',
  'list add team @ada -m hello': 'list add team @ada --note hello',
  '-v': '--version',
};

/** Options that change nothing here. */
const NEEDLESS: Readonly<Record<string, string>> = {
  'up -d': 'up',
  'start --detach --name second': 'start --name second',
  'ls -a': 'ls',
  'ls -la': 'ls',
  'import --delimiter ; creators.csv': 'import creators.csv',
  'export --limit 5': 'export',
  'doctor --fix': 'doctor',
};

/** Values that are almost right. */
const VALUES: Readonly<Record<string, string>> = {
  'search x --sort folowers': 'search x --sort followers',
  'search x --followers 10kk': 'search x --followers 10k..100k',
  'search x --followers=10kk': 'search x --followers=10k..100k',
  'search x --platform instagramm': 'search x --platform instagram',
  'search x --has foo': 'search x --has bio',
  'search x --active-since yesterday': 'search x --active-since 30d',
  'config shwo': 'config show',
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
  for (const [line, expected] of Object.entries(OPTION_GUESSES)) {
    const outcome = attempt(line.split(' '));
    assert.ok(outcome instanceof UserError, line);
    assert.equal(outcome.code, 'unknown_option', line);
    assert.equal(outcome.hint?.command?.join(' '), expected, line);
  }
});

test('an option that does what the command does anyway is explained, and the rest of the line is kept', () => {
  for (const [line, expected] of Object.entries(NEEDLESS)) {
    const outcome = attempt(line.split(' '));
    assert.ok(outcome instanceof UserError, line);
    assert.ok((outcome.hint?.text ?? '').length > 10, line);
    assert.equal(outcome.hint?.command?.join(' '), expected, line);
  }
});

test('every line in which an option of another tool was corrected is accepted when it is pasted', () => {
  let corrected = 0;
  for (const { name, arguments: given = [] } of COMMANDS) {
    const words = given
      .filter(({ flags }) => flags.startsWith('<'))
      .map(({ choices }) => choices?.[0] ?? 'x');
    for (const flag of foreignFlags(name)) {
      for (const value of ['5', null]) {
        const line = [name, ...words, flag, ...(value === null ? [] : [value])];
        const outcome = attempt(line);
        if (!(outcome instanceof UserError) || outcome.code !== 'unknown_option') continue;
        const pasted = outcome.hint?.command;
        if (pasted === undefined || pasted.includes('--help')) continue;
        corrected++;
        const again = attempt(pasted);
        // A value that no option takes, such as 5 followers, or a word too many, is a fault of what was typed.
        const isFixed = !(again instanceof UserError) || value !== null;
        assert.ok(isFixed, `${line.join(' ')}: ${pasted.join(' ')}: ${String(again)}`);
        assert.ok(
          !(again instanceof UserError) || again.code !== 'unknown_option',
          `${line.join(' ')}: ${pasted.join(' ')}`,
        );
      }
    }
  }
  assert.ok(corrected > 500, `${corrected}`);
});

test('an option of another tool never hides an option of the command', () => {
  for (const { name, options = [] } of COMMANDS) {
    const own = options.flatMap(({ flags }) => flags.match(/(?<![\w-])--?[a-z][a-z-]*/gi) ?? []);
    const reached = foreignFlags(name).filter((flag) => own.includes(flag));
    for (const flag of reached) {
      const outcome = attempt([name, flag]);
      assert.ok(!(outcome instanceof UserError) || outcome.code !== 'unknown_option', `${name} ${flag}`);
    }
  }
});

test('no option of another tool leads to a deletion, unless it asks for one', () => {
  for (const { name } of COMMANDS) {
    for (const flag of foreignFlags(name)) {
      const outcome = attempt([name, flag]);
      const words = outcome instanceof UserError ? (outcome.hint?.command ?? []) : [];
      if (words.includes('--delete-data')) assert.match(flag, /^--(?:volumes|purge|delete|remove-data)$/);
    }
  }
});

test('a value with a near one is corrected in the line', () => {
  for (const [line, expected] of Object.entries(VALUES)) {
    const outcome = attempt(line.split(' '));
    assert.ok(outcome instanceof UserError, line);
    assert.equal(outcome.hint?.command?.join(' '), expected, line);
    assert.equal(typeof attempt(outcome.hint?.command ?? []), 'string', expected);
  }
});

test('an output format before the command is checked against the command', () => {
  const outcome = attempt(['-o', 'csv', 'status']);
  assert.ok(outcome instanceof UserError);
  assert.equal(outcome.code, 'invalid_argument');
});

function hintedCommand({ hint }: UserError): string | undefined {
  return typeof hint === 'object' ? hint.command?.[0] : undefined;
}
