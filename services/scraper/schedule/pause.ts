/** A run whose budget was used up waits until then, epoch milliseconds. */
interface Pausable {
  paused_until?: number | null;
  reason: string | null;
}

/** Whether the run waits for its budget at `at`. */
export function isPaused({ paused_until }: Pausable, at: number): boolean {
  return paused_until != null && paused_until > at;
}

/** The changes of a run that continues: its pause, and the reason for it, are over. */
export function resumed({ paused_until }: Pausable): Partial<Pausable> {
  return paused_until == null ? {} : { paused_until: null, reason: null };
}
