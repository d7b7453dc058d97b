/** The part of `process` that signals come through. */
interface SignalSource {
  on(name: string, listener: (message: unknown) => void): unknown;
  /** Set when the launcher started this process with a message channel. */
  channel?: { unref(): void } | null | undefined;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof STOP_SIGNALS)[number];

/**
 * Calls `listener` for each request to stop. A terminal sends a signal to its whole foreground process group: it arrives
 * here directly, and once more as a message from the launcher, which received it too. A signal to the launcher alone arrives
 * only as a message. Both ways are counted, so that the second copy of a signal is not taken for a second request.
 */
export function onStopSignal(source: SignalSource, listener: (name: StopSignal) => void): void {
  const counts = new Map(STOP_SIGNALS.map((name) => [name, { direct: 0, forwarded: 0 }]));
  const count = (name: StopSignal, way: 'direct' | 'forwarded') => {
    const seen = counts.get(name);
    if (seen === undefined) return;
    const before = Math.max(seen.direct, seen.forwarded);
    seen[way]++;
    if (Math.max(seen.direct, seen.forwarded) > before) listener(name);
  };
  for (const name of STOP_SIGNALS) source.on(name, () => count(name, 'direct'));
  if (!source.channel) return;
  source.on('message', (message: unknown) => {
    const name = (message as { signal?: unknown } | null)?.signal;
    const known = STOP_SIGNALS.find((one) => one === name);
    if (known !== undefined) count(known, 'forwarded');
  });
  // The listener must not keep the process alive.
  source.channel.unref();
}
