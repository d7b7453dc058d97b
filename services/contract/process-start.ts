import { availableParallelism } from 'node:os';
import type { Hint } from './hint/hint.ts';

/**
 * How a process of services is started, and what it reports to its parent. The CLI starts one with all services.
 *
 * The flags keep it under 400 MiB while it works: without them, V8 lets the young generation of each thread grow to
 * 64 MiB and the old one to four times what lives, and glibc gives each thread arenas of its own. A young generation that
 * holds more of the profiles in progress copies each less often. The old one grows less, which compensates the memory.
 */
export const SERVICES_NODE_FLAGS: readonly string[] = [
  '--max-semi-space-size=24',
  '--heap-growing-percent=70',
];
/** Threads for files: more of them than cores take turns with the main thread. The default of Node is four. */
const FILE_THREADS = Math.min(4, Math.max(2, availableParallelism()));
export const SERVICES_ENV: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  UV_THREADPOOL_SIZE: String(FILE_THREADS),
};

export interface ReadyNotice {
  type: 'ready';
  /** Names this run of the process, as `/healthz` does. */
  instance: string;
  pid: number;
  /** Public port; `null` without the API. */
  port: number | null;
  adminPort: number;
}

export interface FailedNotice {
  type: 'failed';
  /** Stable, e.g. `port_in_use`. */
  code: string;
  message: string;
  hint: Hint;
}

/** The one message that a process sends over the IPC channel of its parent, if there is one. */
export type ProcessNotice = ReadyNotice | FailedNotice;
