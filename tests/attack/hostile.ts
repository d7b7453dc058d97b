import assert from 'node:assert/strict';
import { createWording } from '#cli/hint.ts';
import { createOutput } from '#cli/output/output.ts';
import type { OutputFormat } from '#cli/output/output-format.ts';

const ESC = '\u001b';
/** Moves the cursor, sets the title, hides text, turns the direction, begins a line, runs in a shell and in a spreadsheet. */
export const HOSTILE = `=cmd|'/c x'!A1${ESC}[2J${ESC}]0;title\u0007\u009b31m${ESC}[8m\u202eevil\u2066\r\nerror: forged\n::error::forged\n##[error]forged';$(touch x)\`touch y\`\u0000`;

export const FORBIDDEN = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const words = createWording('influscope', () => undefined);

/** An output whose streams can be read. */
export function capture(format: OutputFormat, env: Record<string, string> = {}) {
  let stdout = '';
  let stderr = '';
  const output = createOutput({
    format,
    streamsEvents: true,
    quiet: false,
    stdout: {
      write(text: string) {
        stdout += text;
      },
    },
    stderr: {
      write(text: string) {
        stderr += text;
      },
    },
    words,
    title: HOSTILE,
    env,
  });
  return { output, read: () => ({ stdout, stderr, all: stdout + stderr }) };
}

export function assertHarmless(text: string, about: string): void {
  assert.ok(
    !FORBIDDEN.test(text),
    `${about}: ${JSON.stringify(text.match(FORBIDDEN))} in ${JSON.stringify(text)}`,
  );
  assert.ok(!/^error: forged/m.test(text), `${about}: a forged line in ${JSON.stringify(text)}`);
}
