import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type ServerName = 'rabbitmq' | 'elasticsearch' | 'minio';

const run = promisify(execFile);

/** Ends and starts the servers. */
export interface ServerControl {
  /** As a power cut would. */
  kill(server: ServerName): Promise<void>;
  /** Resolves once it serves again, at the same address and with the data it had. */
  up(server: ServerName): Promise<void>;
}

/**
 * Whatever runs the servers is behind one program, named by `SERVER_CONTROL`: `$SERVER_CONTROL kill|up NAME`.
 * `null` where there is none.
 */
export function openServerControl(program: string | undefined): ServerControl | null {
  if (!program) return null;
  const call = async (verb: string, server: ServerName) => {
    await run(program, [verb, server], { timeout: 180_000 });
  };
  return { kill: (server) => call('kill', server), up: (server) => call('up', server) };
}
