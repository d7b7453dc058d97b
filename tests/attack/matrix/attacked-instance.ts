import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import type { LocalDocument } from '#cli/targets/local/state.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';

/** A command that runs, and the events that it has printed. */
export interface RunningCommand {
  child: ChildProcess;
  events: Event[];
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** An instance under attack: what was accepted must be searchable whenever it is well again. */
export interface AttackedInstance {
  workplace: Workplace;
  document(): LocalDocument;
  /** Runs a command; `-o json` is added. */
  start(args: string[]): RunningCommand;
  /** Starts it if needed, waits until everything is indexed, and returns the number of profiles. */
  recover(): Promise<number>;
  dispose(): Promise<void>;
}

/** `at`: an existing folder for its state. */
export async function createAttackedInstance(at?: string): Promise<AttackedInstance> {
  const workplace = await createWorkplace(at);
  const document = () =>
    JSON.parse(
      readFileSync(join(workplace.home, 'platforms/influscope/target.json'), 'utf8'),
    ) as LocalDocument;

  const start = (args: string[]): RunningCommand => {
    const child = workplace.start([...args, '-o', 'json']);
    const events: Event[] = [];
    let rest = '';
    child.stdin?.end();
    child.stderr?.resume();
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{"v"')) events.push(JSON.parse(line) as Event);
    });
    const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
    return { child, events, ended };
  };

  return {
    workplace,
    document,
    start,
    async recover() {
      const up = await workplace.run(['up']);
      assert.equal(up.code, 0, up.stderr);
      const token = readFileSync(join(workplace.home, 'platforms/influscope/admin-token'), 'utf8').trim();
      const known = document();
      assert.ok(known.pid !== null);
      const idle = await fetch(
        `http://127.0.0.1:${known.admin_port}/queues/profile-events/idle?timeout_ms=120000`,
        { headers: { authorization: `Bearer ${token}` } },
      );
      assert.equal(idle.status, 204, await idle.text());
      const found = await fetch(`http://127.0.0.1:${known.port}/search?source=demo&limit=1`);
      return ((await found.json()) as SearchResponse).total;
    },
    dispose: () => workplace.dispose(),
  };
}

/** Rows of which the command said that they were accepted. */
export function acceptedRows(events: readonly Event[]): number {
  const counts = events.flatMap((event) => {
    if (event.type === 'imported') return [event.accepted];
    const kept = event.type === 'note' && event.code === 'import_interrupted' ? event.message : '';
    return Number(/([\d,]+) profiles/.exec(kept)?.[1]?.replaceAll(',', '') ?? 0);
  });
  return Math.max(0, ...counts);
}

export function errorOf(events: readonly Event[]): EventOf<'error'> | undefined {
  return events.find((event) => event.type === 'error');
}
