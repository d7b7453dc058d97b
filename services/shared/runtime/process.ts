import type { Logger } from './logger.ts';
import type { ProcessNotice } from './notify-parent.ts';
import { notifyParent } from './notify-parent.ts';
import { describeStartFailure } from './start-failure.ts';

/** What runs in a process: it starts, says how it can be reached, and stops. */
export interface Runnable {
  logger: Logger;
  start(signal: AbortSignal): Promise<Extract<ProcessNotice, { type: 'ready' }>>;
  /** Drains and lets go of everything. */
  stop(): Promise<void>;
  /** Writes what the log still holds. */
  flush(): Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Runs until a signal comes, then drains. A second signal ends the process at once. Answers the exit code:
 * 0 after a drain, 1 when it could not start or something unforeseen was thrown.
 */
export async function runProcess(build: () => Promise<Runnable>): Promise<number> {
  const stopping = new AbortController();
  const asked = Promise.withResolvers<number>();
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort(new Error(`received ${name}`));
      asked.resolve(0);
    });
  }

  let runnable: Runnable | undefined;
  try {
    runnable = await build();
    const { logger } = runnable;
    const fatal = (err: unknown) => {
      logger.fatal({ err }, 'unforeseen error, draining');
      asked.resolve(1);
    };
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
    return code;
  } catch (error) {
    if (stopping.signal.aborted && runnable) {
      await runnable.stop();
      await runnable.flush();
      return 0;
    }
    const failure = describeStartFailure(error);
    runnable?.logger.fatal({ err: error, code: failure.code }, 'could not start');
    process.stderr.write(`${failure.message}\n${failure.hint}\n`);
    await notifyParent({ type: 'failed', ...failure });
    await runnable?.stop();
    await runnable?.flush();
    return 1;
  }
}
