import type { ReadyNotice } from '#contract/process-start.ts';
import type { Logger } from '../telemetry/logger.ts';
import { notifyParent } from './notify-parent.ts';
import { describeStartFailure } from './start-failure.ts';

/** What runs in a process: it starts, says how it can be reached, and stops. */
export interface Runnable {
  logger: Logger;
  start(signal: AbortSignal): Promise<ReadyNotice>;
  /** Drains and lets go of everything. */
  stop(): Promise<void>;
  /** Writes what the log still holds. */
  flush(): Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** After something fatal there may be nothing left that could drain. */
const FATAL_DRAIN_MS = 5_000;

/**
 * Runs until a signal comes, then drains. A second signal ends the process at once. Answers the exit code:
 * 0 after a drain, 1 when it could not start or something fatal happened: an error that nothing foresaw, or what
 * `build` was given to call, which is for a part that cannot come back. Whoever supervises the process starts it anew.
 */
export async function runProcess(
  build: (fatal: (error: unknown) => void) => Promise<Runnable>,
): Promise<number> {
  const stopping = new AbortController();
  const asked = Promise.withResolvers<number>();
  let runnable: Runnable | undefined;
  let failed: { error: unknown } | undefined;

  for (const name of SIGNALS) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort(new Error(`received ${name}`));
      asked.resolve(0);
    });
  }
  const fatal = (error: unknown) => {
    runnable?.logger.fatal({ err: error }, 'fatal error, ending the process');
    if (failed) return;
    failed = { error };
    setTimeout(() => process.exit(1), FATAL_DRAIN_MS).unref();
    stopping.abort(error);
    asked.resolve(1);
  };

  try {
    runnable = await build(fatal);
    const { logger } = runnable;
    process.on('uncaughtException', fatal);
    process.on('unhandledRejection', fatal);
    const notice = await runnable.start(stopping.signal);
    logger.info({ port: notice.port, admin_port: notice.adminPort, pid: notice.pid }, 'ready');
    await notifyParent(notice);
    if (process.connected) process.disconnect();
    const code = await asked.promise;
    logger.info('draining');
    await runnable.stop();
    logger.info('stopped');
    await runnable.flush();
    return failed ? 1 : code;
  } catch (error) {
    if (stopping.signal.aborted && !failed && runnable) {
      await runnable.stop();
      await runnable.flush();
      return 0;
    }
    const cause = failed ? failed.error : error;
    const failure = describeStartFailure(cause);
    runnable?.logger.fatal({ err: cause, code: failure.code }, 'could not start');
    process.stderr.write(`${failure.message}\n${failure.hint}\n`);
    await notifyParent({ type: 'failed', ...failure });
    await runnable?.stop();
    await runnable?.flush();
    return 1;
  }
}
