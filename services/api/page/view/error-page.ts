import type { PlainProblem } from '#runtime/http/problem-error.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { TEXTS } from '../texts.ts';

const { error: texts } = TEXTS;

/** An error in place of the content. `retry`: the address that failed, when trying it again can help. */
export function ErrorState({
  problem,
  requestId,
  retry,
}: {
  problem: PlainProblem;
  requestId: string;
  retry?: string | undefined;
}): Html {
  const { heading, text } = describe(problem);
  return h(
    'section',
    { class: 'state error', id: 'results', role: 'alert' },
    h('h1', null, heading),
    h('p', null, text),
    // The command of a hint is for a terminal.
    problem.hint?.text && !problem.hint.command ? h('p', null, problem.hint.text) : null,
    h(
      'p',
      { class: 'state-links' },
      retry === undefined ? null : h('a', { class: 'button', href: retry }, texts.retry),
      h('a', { class: retry === undefined ? 'button' : 'link', href: '/' }, texts.home),
    ),
    h('p', { class: 'note' }, `${texts.code}: ${problem.code} · ${texts.reference}: ${requestId}`),
  );
}

export function titleOf(problem: PlainProblem): string {
  return describe(problem).heading;
}

function describe({ code, title, detail, status }: PlainProblem): { heading: string; text: string } {
  if (code === 'not_found') return { heading: texts.notFoundTitle, text: texts.notFound };
  if (code === 'unavailable') return { heading: texts.unavailableTitle, text: texts.unavailable };
  return { heading: status >= 500 ? texts.title : title, text: detail ?? title };
}
