import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { assertFolder } from '#cli/instance/assert-folder.ts';
import { findIntrusions } from '#cli/instance/find-intrusions.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import { fail } from '#cli/targets/check.ts';
import { DEFAULT_TARGET } from '#cli/targets/registry.ts';

const DOCTOR_TIMEOUT_MS = 60_000;

/** Exit code 1 when a check fails; warnings alone are 0. */
export const run: Run<object> = async (_input, context) => {
  const intrusions = await reportIntrusions(context);
  if (intrusions > 0) return 1;
  const { target } = await context.target({ target: DEFAULT_TARGET });
  const sink = await context.output.events();
  let failed = 0;
  for await (const event of target.checks({ signal: context.deadline(DOCTOR_TIMEOUT_MS) })) {
    if (event.type === 'check' && event.status === 'fail') failed++;
    sink.emit(withoutItself(event));
  }
  return failed === 0 ? 0 : 1;
};

/** Reports each way in which another user could have changed the state folder, and how many. Nothing in it is trusted then. */
async function reportIntrusions(context: Context): Promise<number> {
  const { home, name } = context.settings.values;
  assertFolder(home);
  const found = [...findIntrusions(home, name)];
  if (found.length === 0) return 0;
  const sink = await context.output.events();
  for (const { reason, fix } of found)
    sink.emit(event({ type: 'check', name: 'state folder', ...fail(reason, fix) }));
  return found.length;
}

/** Removes `doctor` as the command of a fix. */
function withoutItself(event: Event): Event {
  if (event.type !== 'check' || event.fix?.command?.[0] !== 'doctor') return event;
  const { command: _, text, ...rest } = event.fix;
  return { ...event, fix: text === undefined ? null : { text, ...rest } };
}
