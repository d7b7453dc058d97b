import type { FoldedWords } from './fold-words.ts';
import type { Becomes, Form, Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

/** Words from `first` to before `end` that a rule understands. */
export interface RuleMatch {
  rule: Rule;
  becomes: Becomes;
  first: number;
  end: number;
}

interface Ready {
  rule: Rule;
  form: Form;
  pattern: RegExp;
}

let known: readonly Ready[] | undefined;

/** Finds what the rules understand, from left to right, the longest at each word. `raw`: the words as typed. */
export function matchRules({ text, places }: FoldedWords, raw: readonly string[]): RuleMatch[] {
  known ??= readyForms();
  const ends = new Map(places.map(({ end }, at) => [end, at + 1]));
  const found: RuleMatch[] = [];
  for (let first = 0; first < places.length; ) {
    const best = longest(first);
    if (best !== undefined) found.push(best);
    first = best?.end ?? first + 1;
  }
  return found;

  function longest(first: number): RuleMatch | undefined {
    let best: RuleMatch | undefined;
    for (const { rule, form, pattern } of known ?? []) {
      pattern.lastIndex = places[first]?.start ?? 0;
      const match = pattern.exec(text);
      const end = match === null ? undefined : ends.get(match.index + match[0].length);
      if (match === null || end === undefined || end <= Math.max(first, best?.end ?? 0)) continue;
      const becomes = form.read(match.groups ?? {}, raw.slice(first, end).join(' '));
      if (becomes !== undefined) best = { rule, becomes, first, end };
    }
    return best;
  }
}

/** A form ends where a word ends. */
function readyForms(): Ready[] {
  return RULES.flatMap((rule) =>
    rule.forms().map((form) => ({
      rule,
      form,
      pattern: new RegExp(`(?:${form.pattern})(?=,? |$)`, 'uy'),
    })),
  );
}
