import { renderHint } from '#contract/hint/hint.ts';
import type { ReadyNotice } from '#contract/process-start.ts';
import type { Logger } from '../telemetry/logger.ts';
import { notifyParent } from './notify-parent.ts';
import { describeStartFailure } from './start-failure.ts';

/** The work of a process. */
export interface Runnable {
  logger: Logger;
  start(signal: AbortSignal): Promise<ReadyNotice>;
  /** Finishes its work and releases everything. */
  stop(): Promise<void>;
  /** Writes buffered log lines. */
  flush(): Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** After a fatal error, draining may be impossible. */
const FATAL_DRAIN_MS = 5_000;

/**
 * Runs until a signal arrives, then drains. A second signal ends the process at once. Returns the exit code: 0 after a
 * drain, 1 after a failed start or a fatal error. An unhandled error is fatal, and so is a call of `fatal`, for a part
 * that cannot recover. The supervisor of the process restarts it.
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
    runnable?.logger.fatal({ err: error }, 'fatal error; exiting');
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
    runnable?.logger.fatal({ err: cause, code: failure.code }, 'start failed');
    // The file of the output may be on a full disk.
    process.stderr.on('error', () => {});
    process.stderr.write(`${failure.message}\n${renderHint(failure.hint)}\n`);
    await notifyParent({ type: 'failed', ...failure });
    await runnable?.stop();
    await runnable?.flush();
    return 1;
  }
}
