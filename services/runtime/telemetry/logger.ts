import type { Logger } from 'pino';
import { pino } from 'pino';
import { createStream } from 'rotating-file-stream';

export type { Logger } from 'pino';

export interface LoggerOptions {
  level: string;
  /** A file, rotated at 10 MB; five old files are kept. `null` for stdout. */
  file: string | null;
}

export interface LogSink {
  logger: Logger;
  /** Writes what is buffered. */
  flush(): Promise<void>;
}

/** Logs JSON lines. Each service logs through `logger.child({ service })`. Never pass credentials to it. */
export function createLogger({ level, file }: LoggerOptions): LogSink {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['req.headers.authorization', 'authorization', 'password', 'token'],
  };
  if (file === null) return { logger: pino(options), flush: async () => {} };
  const stream = createStream((index) => (index ? `${file}.${index}` : file), {
    size: '10M',
    rotate: 5,
    path: '/',
  });
  return {
    logger: pino(options, stream),
    flush: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
