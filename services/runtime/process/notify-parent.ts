import type { ProcessNotice } from '#contract/process-start.ts';

/** Resolves once the notice has been sent; at once when there is no parent to read it. */
export function notifyParent(notice: ProcessNotice): Promise<void> {
  if (!process.send || !process.connected) return Promise.resolve();
  return new Promise((resolve) => {
    process.send?.(notice, undefined, undefined, () => resolve());
  });
}
