import type { Run } from '#cli/command.ts';
import { DEFAULT_TARGET } from '#cli/targets/registry.ts';

const DOCTOR_TIMEOUT_MS = 60_000;

/** Exit code 1 when a check fails; warnings alone are 0. */
export const run: Run<object> = async (_input, context) => {
  const { target } = await context.target({ target: DEFAULT_TARGET });
  const sink = await context.output.events();
  let failed = 0;
  for await (const event of target.checks({ signal: context.deadline(DOCTOR_TIMEOUT_MS) })) {
    if (event.type === 'check' && event.status === 'fail') failed++;
    sink.emit(event);
  }
  return failed === 0 ? 0 : 1;
};
