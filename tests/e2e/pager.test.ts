import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import type { TerminalSession } from '#tests/support/cli/pseudo-terminal.ts';
import { HAS_PSEUDO_TERMINAL, openTerminal } from '#tests/support/cli/pseudo-terminal.ts';
import { createWorkplace, LAUNCHER } from '#tests/support/platform/cli.ts';

const HAS_LESS = spawnSync('less', ['--version'], { stdio: 'ignore' }).status === 0;
const skip = HAS_PSEUDO_TERMINAL
  ? !HAS_LESS && 'less is not installed'
  : 'python3 cannot open a pseudo-terminal';
const ROWS = 12;
const LIMIT = 60;
const SEARCH = ['search', '--sort', 'followers', '--columns', 'username,followers', '--limit', String(LIMIT)];

describe('a result that is longer than the screen of the terminal', { skip, timeout: 300_000 }, async () => {
  const workplace = skip ? null : await createWorkplace();
  let names: string[] = [];
  before(async () => {
    for (const args of [['up'], ['import', 'demo:200']]) {
      const run = await workplace?.run(args);
      assert.equal(run?.code, 0, run?.stderr);
    }
    const all = await workplace?.run([...SEARCH, '-o', 'json']);
    const { data } = JSON.parse(all?.stdout ?? '') as { data: { username: string }[] };
    names = data.map(({ username }) => username);
    assert.equal(names.length, LIMIT);
  });
  after(() => workplace?.dispose());

  const search = (env: Record<string, string>): TerminalSession => {
    const size = `stty rows ${ROWS} cols 100 && exec "$@"`;
    const command = [process.execPath, LAUNCHER, ...SEARCH];
    return openTerminal(['sh', '-c', size, 'sh', ...command], {
      cwd: workplace?.home ?? '',
      env: {
        ...process.env,
        INFLUSCOPE_HOME: workplace?.home,
        TERM: 'xterm',
        NO_COLOR: '1',
        LESS: 'X',
        ...env,
      },
    });
  };
  const [first, last] = [() => names[0] ?? '', () => names.at(-1) ?? ''];

  test('stands in the pager, a screen at a time, until the person closes it', async () => {
    const session = search({ PAGER: 'less' });
    await session.until(first());
    assert.ok(!session.output().includes(last()), 'the first screen has the last row');
    session.typeLine('G');
    await session.until(last());
    session.typeLine('q');
    assert.equal(await session.exit, 0, session.output());
  });

  test('may be closed before its end, without an error', async () => {
    const session = search({ PAGER: 'less' });
    await session.until(first());
    session.typeLine('q');
    assert.equal(await session.exit, 0, session.output());
    assert.ok(!session.output().includes(last()));
    assert.doesNotMatch(session.output(), /error|EPIPE/i);
  });

  for (const [what, env] of [
    ['when there is no such program', { PAGER: 'no-such-pager' }],
    ['when no pager is wanted', { PAGER: 'less', NO_PAGER: '1' }],
    ['in a terminal without control sequences', { PAGER: 'less', TERM: 'dumb' }],
  ] as const) {
    test(`is printed whole ${what}`, async () => {
      const session = search(env);
      assert.equal(await session.exit, 0, session.output());
      assert.deepEqual(
        names.filter((name) => !session.output().includes(name)),
        [],
        session.output(),
      );
    });
  }
});
