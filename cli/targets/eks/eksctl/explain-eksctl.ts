import { OperationError } from '#cli/errors.ts';
import { adviceFor } from '../cluster/explain-problem.ts';
import type { EksctlEnd } from './eksctl.ts';

/** An error that says how eksctl failed and how to continue. */
export function explainEksctl({ code, message, panicked, log }: EksctlEnd): OperationError {
  const said = message === null ? '' : `: ${message}`;
  const again = `repeat the command to continue; the log is ${log}`;
  if (code === null)
    return new OperationError(`eksctl was killed${said}`, { code: 'eksctl_killed', hint: { text: again } });
  if (panicked || code === 2)
    return new OperationError(`eksctl crashed${said}`, { code: 'eksctl_panicked', hint: { text: again } });
  const advice = adviceFor(message ?? '');
  return new OperationError(`eksctl failed${said}`, {
    code: 'eksctl_failed',
    hint: { text: advice === null ? again : `${advice}; ${again}` },
  });
}
