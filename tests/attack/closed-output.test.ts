import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { before, test } from 'node:test';
import { COMMANDS } from '#cli/commands/index.ts';
import { createBench } from '#tests/integration/cli/commands/harness.ts';
import { freePort } from '#tests/support/free-port.ts';
import { LAUNCHER } from '#tests/support/platform/cli.ts';

const one = createBench();
before(async () => {
  one.misbehave({});
  const up = await one.run(['up', '--no-discover', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
});

/** For each command, a command line with output. */
const LINES: Readonly<Record<string, string>> = {
  up: 'up --no-discover',
  deploy: 'deploy -o json',
  rollback: 'rollback -o json',
  history: 'history -o json',
  status: 'status',
  ls: 'ls',
  list: 'list -o json',
  queues: 'queues',
  logs: 'logs',
  doctor: 'doctor -o json',
  explain: 'explain -o json',
  cost: 'cost -o json',
  down: 'down --name other -o json',
  discover: 'discover --resume unknown -o json',
  import: 'import demo:3 -o json',
  refresh: 'refresh --all -o json',
  recompute: 'recompute -o json',
  reindex: 'reindex -o json',
  search: 'search tech',
  saved: 'saved list -o json',
  alerts: 'alerts -o json',
  similar: 'similar @somebody',
  show: 'show @somebody',
  export: 'export',
  mcp: 'mcp',
  'export-person': 'export-person @somebody',
  forget: 'forget @somebody --yes -o json',
  sources: 'sources',
  keys: 'keys',
  secrets: 'secrets rotate -o json',
  kubeconfig: 'kubeconfig',
  config: 'config show',
  schema: 'schema',
  completion: 'completion bash',
};

/** Every third command here; all of them with CLOSED_OUTPUT=all, as in `npm run test:attack`. */
const lines = Object.values(LINES).filter((_, at) => process.env.CLOSED_OUTPUT === 'all' || at % 3 === 0);

interface Ending {
  code: number | null;
  stderr: string;
}

function run(line: string, output: 'closed' | 'full'): Promise<Ending> {
  const full = output === 'full' ? openSync('/dev/full', 'w') : null;
  const env = { PATH: process.env.PATH, INFLUSCOPE_HOME: one.home };
  const child = spawn(process.execPath, [LAUNCHER, ...line.split(' ')], {
    cwd: one.cwd,
    env,
    stdio: ['ignore', full ?? 'pipe', 'pipe'],
  });
  if (full !== null) closeSync(full);
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += String(chunk);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}

test('every command is run here', () => {
  assert.deepEqual(Object.keys(LINES).sort(), COMMANDS.map(({ name }) => name).sort());
});

test('no command prints a stack trace or changes its exit code when its pipe closes', async () => {
  for (const line of lines) {
    const { code } = await one.run(line.split(' '));
    const ending = await run(line, 'closed');
    // A command that only shows something has nothing left to do.
    assert.ok([code, 0].includes(Number(ending.code)), `${line}: ${ending.stderr}`);
    assert.doesNotMatch(ending.stderr, /^ +at |is a bug|EPIPE/m, line);
  }
});

test('a full output device fails every command that has output, in one line', {
  skip: !existsSync('/dev/full') && 'no /dev/full here',
}, async () => {
  // Without a client there is nothing to answer.
  for (const line of lines.filter((one) => one !== LINES.mcp)) {
    const { code } = await one.run(line.split(' '));
    const { code: ended, stderr } = await run(line, 'full');
    const said = stderr.match(/^error: Cannot write the output: /gm)?.length ?? 0;
    // Some commands fail before they have output.
    assert.equal(ended, said === 1 && code === 0 ? 1 : code, `${line}: ${stderr}`);
    assert.ok(said === 1 || code !== 0, `${line}: ${stderr}`);
    assert.doesNotMatch(stderr, /^ +at |is a bug|ENOSPC/m, line);
  }
});

test('a command that changes something finishes without a reader', async () => {
  await run('down -o json', 'closed');
  const status = await one.run(['status', '-o', 'json']);
  assert.ok(status.events().some((event) => event.type === 'status' && event.state === 'stopped'));
});
