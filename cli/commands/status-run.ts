import type { Run } from '../command.ts';

const STATUS_TIMEOUT_MS = 10_000;

/** Exit code 0 when the platform runs, is ready, and all its parts work, else 1. */
export const run: Run<object> = async (_input, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  let well = false;
  for await (const event of target.status({ signal: context.deadline(STATUS_TIMEOUT_MS) })) {
    if (event.type === 'status')
      well = event.state === 'running' && event.ready === true && event.checks.every(({ ok }) => ok);
    sink.emit(event);
  }
  return well ? 0 : 1;
};
