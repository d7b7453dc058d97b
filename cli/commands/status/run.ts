import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';

export interface StatusOptions {
  watch?: boolean;
}

/** Poll interval for a target that does not report changes itself. */
const POLL_MS = 2_000;

/** Exit code 0 when the instance is running, ready and healthy, else 1. */
export const run: Run<StatusOptions> = async ({ options }, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  const watch = options.watch === true;
  let healthy = false;
  let shown = '';
  do {
    const signal = context.deadline(watch ? null : target.patience.statusMs);
    for await (const event of target.status({ signal, watch })) {
      if (event.type === 'status')
        healthy = event.state === 'running' && event.ready === true && event.checks.every(({ ok }) => ok);
      const state = JSON.stringify({ ...event, rss_bytes: null });
      if (!watch || state !== shown) {
        if (watch && redraws(context.output)) context.output.clear();
        sink.emit(event);
      }
      shown = state;
    }
    if (watch) await pause(context.signal);
  } while (watch && !context.signal.aborted);
  return healthy ? 0 : 1;
};

function redraws({ tty, format }: Context['output']): boolean {
  return tty && format === 'text';
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, POLL_MS);
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
    if (signal.aborted) resolve(clearTimeout(timer));
  });
}
