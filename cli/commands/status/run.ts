import type { Run } from '#cli/command.ts';

export interface StatusOptions {
  watch?: boolean;
}

/** Between two looks at a target that does not tell by itself what changes. */
const LOOK_MS = 2_000;

/** Exit code 0 when the platform runs, is ready, and all its parts work, else 1. */
export const run: Run<StatusOptions> = async ({ options }, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  const watch = options.watch === true;
  let well = false;
  let told = '';
  do {
    const signal = context.deadline(watch ? null : target.patience.statusMs);
    for await (const event of target.status({ signal, watch })) {
      if (event.type === 'status')
        well = event.state === 'running' && event.ready === true && event.checks.every(({ ok }) => ok);
      const words = JSON.stringify({ ...event, rss_bytes: null });
      if (!watch || words !== told) sink.emit(event);
      told = words;
    }
    if (watch) await pause(context.signal);
  } while (watch && !context.signal.aborted);
  return well ? 0 : 1;
};

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LOOK_MS);
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
    if (signal.aborted) resolve(clearTimeout(timer));
  });
}
