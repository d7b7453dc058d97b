/** A failed tool call that the agent can act on. It is the result of the tool, not an error of the protocol. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  /** What to do next. */
  readonly advice: string | undefined;
  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}
