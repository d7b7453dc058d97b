/**
 * A text in three parts, which are the text one after the other. A store that takes the parts spares its caller to join them.
 * Each part with signs up to U+00FF alone needs one byte a sign: a sign above that in one part does not make the others larger.
 */
export type TextParts = readonly [string, string, string];

/** The text. The engine joins it when something reads it. */
export function textOf([first, second, third]: TextParts): string {
  return first + second + third;
}

/** A text that is in one piece. */
export function inOnePart(text: string): TextParts {
  return [text, '', ''];
}
