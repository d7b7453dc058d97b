/** The whole input cannot be used. `hint` is one thing to try. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
  readonly code: string;
  readonly hint: string;
  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
