import type { Context } from '#cli/context.ts';
import { confirm } from '#cli/instance/confirm.ts';
import type { Consent } from '#cli/targets/target.ts';

/** `--yes`, or a question on the terminal. stdin is opened only when a target asks. */
export function createConsent(
  yes: boolean | undefined,
  { stdin, output, signal }: Pick<Context, 'stdin' | 'output' | 'signal'>,
): Consent {
  return {
    yes: yes === true,
    get ask() {
      if (stdin().isTTY !== true) return null;
      return (question: string) => confirm(question, { stdin, output, signal });
    },
  };
}
