import type { Hint } from '#contract/hint/hint.ts';
import type { ImportSuggestion } from '#contract/import/import.ts';
import { hasNoRoom, UnavailableError } from '#ports/errors.ts';
import { InputFault } from '../reading/input-fault.ts';
import { AnswerableFault } from './answerable-fault.ts';
import { describeWait } from './describe-wait.ts';

interface ImportFailure {
  code: string;
  message: string;
  hint: Hint;
  suggestion?: ImportSuggestion;
}

/** What ended an import, in the words of its last line. */
export function describeFailure(error: unknown): ImportFailure {
  if (error instanceof AnswerableFault) {
    const { code, message, hint, suggestion } = error;
    return { code, message, hint, suggestion };
  }
  if (error instanceof InputFault) return { code: error.code, message: error.message, hint: error.hint };
  if (hasNoRoom(error)) {
    const { code = 'unavailable', reason } = describeWait(error) ?? {};
    return {
      code,
      message: `The import stopped after waiting an hour for disk space: ${reason}`,
      hint: { text: 'free disk space, then repeat the import; no row is added twice' },
    };
  }
  if (error instanceof UnavailableError) {
    return {
      code: 'unavailable',
      message: error.message,
      hint: {
        text: 'check the instance, then repeat the import; no row is added twice',
        command: ['status'],
      },
    };
  }
  return {
    code: 'internal',
    message: 'The import failed because of an internal error',
    hint: { text: 'for more detail, see the log of the scraper', command: ['logs', 'scraper'] },
  };
}
