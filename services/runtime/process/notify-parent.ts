/** What a process tells the one that started it over the IPC channel, if there is one. */
export type ProcessNotice =
  | { type: 'ready'; instance: string; pid: number; port: number | null; adminPort: number }
  | { type: 'failed'; code: string; message: string; hint: string };

/** Resolves once the notice has been handed over; at once when nobody listens. */
export function notifyParent(notice: ProcessNotice): Promise<void> {
  if (!process.send || !process.connected) return Promise.resolve();
  return new Promise((resolve) => {
    process.send?.(notice, undefined, undefined, () => resolve());
  });
}
