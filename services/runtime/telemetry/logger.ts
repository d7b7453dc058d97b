import type { Logger } from 'pino';
import { pino } from 'pino';
import { createLogDestination } from './log-destination.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  level: string;
  /** A file, rotated at 10 MB; five old files are kept. `null` for stdout. */
  file: string | null;
}

export interface LogSink {
  logger: Logger;
  /** Writes what is buffered, then closes the log. */
  flush(): Promise<void>;
}

const STDOUT = 1;

/** Logs JSON lines. Each service logs through `logger.child({ service })`. Never pass credentials to it. */
export function createLogger({ level, file }: LoggerOptions): LogSink {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['req.headers.authorization', 'authorization', 'password', 'token'],
  };
  const destination = createLogDestination({ to: file ?? STDOUT });
  return { logger: pino(options, destination), flush: () => destination.close() };
}
