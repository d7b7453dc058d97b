/**
 * How a process that runs all services is started, so that it stays under 400 MiB while it works: V8 lets the young
 * generation of each thread grow to 64 MiB and the old one to four times what lives; glibc gives each thread arenas
 * of its own.
 */
export const PLATFORM_NODE_FLAGS: readonly string[] = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=200',
];
export const PLATFORM_ENV: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' };
