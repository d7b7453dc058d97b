import type { Scratch } from '../scratch.ts';

/** Between kinds: more than any sum of term scores. */
const KIND_STEP = 10_000;
/** Share of the score per power of ten of followers: orders what the text leaves level, hardly more. */
const POPULARITY = 0.005;
/** Added per power of ten of followers: orders documents whose text has no score. */
const AUDIENCE = 0.001;

/** Sets kinds apart and lets the audience decide what is level. */
export function finishScores({ scores, kinds }: Scratch, slots: Int32Array, audiences: Float32Array): void {
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] ?? 0;
    scores[slot] = finalScore(scores[slot] ?? 0, kinds[slot] ?? 0, audiences[slot] ?? 0);
  }
}

/** Grows with each of its arguments. */
export function finalScore(text: number, kind: number, audience: number): number {
  return kind * KIND_STEP + text * (1 + POPULARITY * audience) + AUDIENCE * audience;
}
