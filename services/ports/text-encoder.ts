import type { Hint } from '#contract/hint/hint.ts';

/** Length of every vector. */
export const VECTOR_DIMENSIONS = 256;

/**
 * The meaning of `TextEncoder.scale` for a reader of vectors: a vector of length 1, times this, rounded and limited to
 * -127..127. So `dot(a, b) / VECTOR_SCALE²` is the cosine of two texts, up to the rounding error (about 0.003).
 */
export const VECTOR_SCALE = 400;

/** Turns texts into vectors whose cosine says how close the texts are in meaning, also across languages. */
export interface TextEncoder {
  /** Name and version of model and projection. Vectors of two models cannot be compared: store it with them. */
  readonly model: string;
  readonly dimensions: typeof VECTOR_DIMENSIONS;
  readonly scale: typeof VECTOR_SCALE;
  /** ISO 639-1 codes of the languages that the model knows. Vectors of other languages mean little. */
  readonly languages: ReadonlySet<string>;
  /**
   * One vector for each text, in order; `null` for a text without anything that the model knows (empty, signs alone).
   * The vector of a text does not depend on the other texts. A text counts up to a limit of its length. The work runs in
   * a separate thread. Rejects with the signal's reason when it aborts, and with `UnavailableError` after `close`.
   */
  encode(texts: readonly string[], signal: AbortSignal): Promise<(Int8Array | null)[]>;
  /** Waits for the batch that runs, then ends the thread. Idempotent. */
  close(): Promise<void>;
}

/** Why there is no encoder. Search then uses words only. */
export interface MissingTextEncoder {
  code: 'meaning_not_installed' | 'meaning_incompatible' | 'meaning_damaged' | 'meaning_not_indexed';
  /** One sentence for people. */
  message: string;
  /** The command that installs the data. */
  hint: Hint;
}

export type TextEncoderOpening =
  | { encoder: TextEncoder; missing?: undefined }
  | { encoder: null; missing: MissingTextEncoder };
