import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import type { Event } from '#cli/output/events/events.ts';
import { startStallingAws } from '#tests/support/aws/stalling-aws.ts';
import { findOldNode } from '#tests/support/cli/old-node.ts';
import type { TerminalSession } from '#tests/support/cli/pseudo-terminal.ts';
import { HAS_PSEUDO_TERMINAL, openTerminal } from '#tests/support/cli/pseudo-terminal.ts';
import { createWorkplace, LAUNCHER } from '#tests/support/platform/cli.ts';

const oldNode = findOldNode();

const workplace = HAS_PSEUDO_TERMINAL ? await createWorkplace() : null;
after(() => workplace?.dispose());

/** The command is still busy when a second copy of the signal would arrive. */
const SLOW_MS = 500;

/** What is waited for before Ctrl-C is pressed. */
const PHASES: [name: string, args: string[], shown: string][] = [
  ['while rows are imported', ['import', 'demo:60000', '-o', 'json'], '"type":"progress"'],
  ['while profiles are indexed', ['import', 'demo:8000', '-o', 'json'], '"step":"index"'],
  ['while a status is watched', ['status', '--watch', '-o', 'json'], '"type":"status"'],
  ['while another command holds the lock', ['deploy', '-o', 'json'], '"code":"waiting"'],
];

for (const [label, node] of [
  ['the launcher in the same process', process.execPath],
  ['the launcher of an older Node', oldNode],
] as const) {
  const skip = HAS_PSEUDO_TERMINAL
    ? node === undefined && 'no Node older than 24 is installed'
    : 'python3 cannot open a pseudo-terminal';
  describe(`with ${label}`, { skip }, () => {
    const open = (args: string[], env: Record<string, string> = {}): TerminalSession =>
      openTerminal([node ?? '', LAUNCHER, ...args], {
        cwd: workplace?.home ?? '',
        env: {
          ...process.env,
          INFLUSCOPE_HOME: workplace?.home,
          INFLUSCOPE_DISCOVER: 'off',
          GITHUB_ACTIONS: '',
          NO_COLOR: '1',
          ...env,
        },
      });
    before(async () => {
      const up = await workplace?.run(['up']);
      assert.equal(up?.code, 0, up?.stderr);
    });

    for (const [phase, args, shown] of PHASES) {
      test(`Ctrl-C ${phase} is one interrupt`, { timeout: 300_000 }, async () => {
        using _lock = phase.includes('lock') ? holdLock() : null;
        const session = open(args);
        await session.until(shown);
        session.pressCtrlC();
        // An interrupt is the normal end of a watch.
        const watches = args.includes('--watch');
        assert.equal(await session.exit, watches ? 0 : 130, session.output());
        assert.deepEqual(errorsOf(session), watches ? [] : ['interrupted'], session.output());
      });
    }

    for (const args of [
      ['up', '--yes'],
      ['down', '--yes', '--delete-data'],
    ]) {
      test(`after Ctrl-C, ${args[0]} on EKS still warns about what bills`, { timeout: 300_000 }, async () => {
        const aws = await startStallingAws();
        try {
          const session = open([...args, '--name', 'cloud', '-o', 'json'], {
            ...aws.env,
            INFLUSCOPE_HOME: eksHome(),
          });
          await Promise.race([aws.stalled, session.exit]);
          aws.refuse(SLOW_MS);
          session.pressCtrlC();
          assert.equal(await session.exit, 130, session.output());
          assert.deepEqual(errorsOf(session), ['interrupted'], session.output());
          assert.match(session.output(), /"code":"still_billing"/);
        } finally {
          await aws.close();
        }
      });
    }

    test('a signal to the launcher alone reaches the command', { timeout: 300_000 }, async () => {
      for (const [signal, code] of [
        ['SIGINT', 0],
        ['SIGTERM', 143],
        ['SIGHUP', 129],
      ] as const) {
        const session = open(['status', '--watch', '-o', 'json']);
        await session.until('"type":"status"');
        process.kill(session.pid(), signal);
        assert.equal(await session.exit, code, session.output());
        assert.deepEqual(errorsOf(session), [], signal);
      }
    });
  });
}

/** A state folder with an instance on EKS that an earlier `up` created. */
function eksHome(): string {
  const home = join(workplace?.home ?? '', 'eks');
  mkdirSync(join(home, 'platforms/cloud'), { recursive: true });
  const state = { v: 1, target: 'eks', region: 'us-east-1', account: '123456789012', cluster: null };
  const document = { ...state, first_up: '2026-03-01T12:00:00.000Z', agreed: 200 };
  writeFileSync(join(home, 'platforms/cloud/target.json'), JSON.stringify(document));
  return home;
}

/** Codes of the errors that the command reported. */
function errorsOf(session: TerminalSession): string[] {
  const lines = session
    .output()
    .split(/\r?\n/)
    .map((line) => line.replace(/^\^C/, ''));
  const events = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Event);
  return events.flatMap((event) => (event.type === 'error' ? [event.code] : []));
}

/** Holds the lock of the instance, as another command would. */
function holdLock(): Disposable {
  const database = new DatabaseSync(join(workplace?.home ?? '', 'locks', 'influscope.db'));
  database.exec('BEGIN IMMEDIATE');
  return { [Symbol.dispose]: () => database.close() };
}
