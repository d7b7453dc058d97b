import type { Hint } from '#contract/hint/hint.ts';

/** The whole input cannot be used. `hint` is one thing to try. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
  readonly code: string;
  readonly hint: Hint;
  constructor(code: string, message: string, hint: Hint, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
