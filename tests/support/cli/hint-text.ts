import type { Hint } from '#cli/hint.ts';
import { createWording } from '#cli/hint.ts';

/** Hints and commands as the plain command line `influscope` shows them. */
export const plainWording = createWording('influscope', () => undefined);

/** A hint as it is shown; empty without one. */
export function hintText(hint: Hint | string | null | undefined): string {
  return hint == null ? '' : plainWording.hint(hint);
}
