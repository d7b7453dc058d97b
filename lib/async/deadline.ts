/** A signal that ends with its parent, or by itself after a time. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Whether the time ran out first. `false` when the parent aborted first. */
  readonly expired: boolean;
  /** Stops the timer and no longer follows the parent. The signal then never aborts. */
  clear(): void;
}

export interface DeadlineOptions {
  /** The parent. Its reason is passed on. */
  signal?: AbortSignal | undefined;
  /** Makes the reason for running out of time. Default: the `TimeoutError` of `AbortSignal.timeout`. */
  reason?: (() => unknown) | undefined;
}

/**
 * Starts a deadline of `timeoutMs`. The timer does not keep the process alive. Unlike `AbortSignal.any` with
 * `AbortSignal.timeout`, it carries a reason, tells who ended it, and leaves nothing on a long-lived parent once cleared.
 */
export function startDeadline(timeoutMs: number, { signal: parent, reason }: DeadlineOptions = {}): Deadline {
  const controller = new AbortController();
  let expired = false;
  const expire = () => {
    expired = true;
    clear();
    controller.abort(
      reason ? reason() : new DOMException(`No result within ${timeoutMs} ms`, 'TimeoutError'),
    );
  };
  const follow = () => {
    clear();
    controller.abort(parent?.reason);
  };
  const timer = setTimeout(expire, timeoutMs);
  timer.unref();
  const clear = () => {
    clearTimeout(timer);
    parent?.removeEventListener('abort', follow);
  };
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    clear,
    [Symbol.dispose]: clear,
  };
}
