import { UserError } from '#cli/errors.ts';
import { SOURCE_OPTIONS } from '#contract/sources/source-plan.ts';
import { closest } from '#lib/text/closest.ts';

/** The live source that an option names. Throws for an unknown name, and suggests the nearest known one. */
export function checkLiveSource(name: string | undefined, command: readonly string[]): void {
  const known = Object.keys(SOURCE_OPTIONS);
  if (name === undefined || known.includes(name)) return;
  const meant = closest(name, known);
  throw new UserError(`Unknown source "${name}"; known: ${known.join(', ')}`, {
    code: 'source_unknown',
    hint:
      meant === undefined
        ? { text: 'list the live sources', command: ['sources'] }
        : { text: `did you mean ${meant}?`, command: [...command, '--source', meant] },
  });
}
