import type { Hint } from '#contract/hint/hint.ts';
import type { ImportSuggestion } from '#contract/import/import.ts';
import { InputFault } from '../reading/input-fault.ts';

/** An input that can be used once a person has answered one question; `suggestion` is one possible answer. */
export class AnswerableFault extends InputFault {
  readonly suggestion: ImportSuggestion;
  constructor(code: string, message: string, hint: Hint, suggestion: ImportSuggestion) {
    super(code, message, hint);
    this.suggestion = suggestion;
  }
}
