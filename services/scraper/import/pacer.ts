import { ownTurn } from '#lib/async/own-turn.ts';

/** Keeps a long computation from holding the loop. */
export interface Pacer {
  /** Lets others run when this has run for a while; `undefined` when it has not. */
  breathe(): Promise<void> | undefined;
}

/** Work is cut into stretches of about this long, milliseconds. */
const STRETCH_MS = 4;

export function createPacer(now: () => number = () => performance.now()): Pacer {
  let since = now();
  return {
    breathe() {
      if (now() - since < STRETCH_MS) return undefined;
      return ownTurn().then(() => {
        since = now();
      });
    },
  };
}
