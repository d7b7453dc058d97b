import type { CandidatePage } from './source.ts';
import { SourceFault } from './source-fault.ts';

/** One way to find candidates, page by page. */
export interface Step {
  /** Distinct among the steps of a query; without `|`. */
  name: string;
  /** The account or list that it begins with. */
  seed?: string;
  /** `cursor` is what the page before gave; `undefined` for the first. */
  page(cursor: string | undefined): Promise<CandidatePage>;
}

/**
 * Runs the steps one after the other as one stream of pages. A page's cursor is `STEP|CURSOR of that step`, so the stream
 * continues in the middle of a step. A step that the network refuses ends without candidates, and its last page says why;
 * when every step was refused, the last fault is thrown.
 */
export async function* runSteps(
  steps: readonly Step[],
  cursor: string | null,
): AsyncGenerator<CandidatePage> {
  const [, stepName, rest] = /^([^|]*)\|(.*)$/s.exec(cursor ?? '') ?? [];
  const first = Math.max(
    0,
    steps.findIndex(({ name }) => name === stepName),
  );
  let answered = cursor !== null;
  let refusal: SourceFault | undefined;
  for (const [index, step] of steps.entries()) {
    if (index < first) continue;
    const next = steps[index + 1];
    const after = next === undefined ? null : `${next.name}|`;
    let at = index === first && rest ? rest : undefined;
    do {
      let page: CandidatePage;
      try {
        page = await step.page(at);
        answered = true;
      } catch (error) {
        if (!(error instanceof SourceFault) || !REFUSALS.includes(error.kind)) throw error;
        refusal = refusalOf(step, error);
        const refused = { seed: step.seed ?? null, fault: refusal };
        page = { candidates: [], cursor: null, refused };
      }
      // A server that repeats its cursor would be asked for ever.
      at = page.cursor === at ? undefined : (page.cursor ?? undefined);
      yield { ...page, cursor: at === undefined ? after : `${step.name}|${at}` };
    } while (at !== undefined);
  }
  if (!answered && refusal !== undefined) throw refusal;
}

/** Networks answer 400 or 404 to an unknown account. */
function refusalOf({ seed }: Step, fault: SourceFault): SourceFault {
  const isUnknown = fault.kind === 'gone' || fault.status === 400;
  if (seed === undefined || !isUnknown) return fault;
  const { status, code } = fault;
  return new SourceFault('gone', 'no such account or list', { status: status ?? 404, code });
}

const REFUSALS: readonly SourceFault['kind'][] = ['forbidden', 'gone', 'invalid'];
