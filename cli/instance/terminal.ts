/** The terminal, as far as a question needs it. */
export interface Terminal {
  stdin: () => NodeJS.ReadableStream & { isTTY?: boolean };
  output: { ask(text: string): void };
  signal: AbortSignal;
}
