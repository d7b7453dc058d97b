const TIMEOUT_MS = 3_000;

/** Whether a server answers at this URL within three seconds, whatever it answers. Rejects with the signal's reason. */
export async function isReachable(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await answer.body?.cancel();
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
