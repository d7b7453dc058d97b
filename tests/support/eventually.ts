const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

/** Tries until it holds; rejects with the last reason why it does not. */
export async function eventually(
  work: () => Promise<unknown>,
  { timeoutMs = PATIENCE_MS, everyMs = PAUSE_MS } = {},
): Promise<void> {
  const deadline = AbortSignal.timeout(timeoutMs);
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (deadline.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
