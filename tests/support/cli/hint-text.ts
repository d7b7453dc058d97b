import type { Hint } from '#cli/hint.ts';
import { createWording } from '#cli/hint.ts';

/** Hints and commands as the plain command line `influscope` shows them. */
export const plainWording = createWording('influscope', () => undefined);

/** A hint as it is shown, also one that was read from JSON; empty without one. */
export function hintText(hint: Hint | string | null | undefined): string {
  if (typeof hint === 'string') return hint;
  return hint == null ? '' : plainWording.hint(hint);
}
