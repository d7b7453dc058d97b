import { OperationError } from '#cli/errors.ts';
import { adviceFor } from '../cluster/explain-problem.ts';
import type { EksctlEnd } from './eksctl.ts';

/** How eksctl failed, and what to do: as an error. */
export function explainEksctl({ code, message, panicked, log }: EksctlEnd): OperationError {
  const said = message === null ? '' : `: ${message}`;
  const again = `the same command again goes on from what is there; its log is ${log}`;
  if (code === null)
    return new OperationError(`eksctl was killed${said}`, { code: 'eksctl_killed', hint: again });
  if (panicked || code === 2)
    return new OperationError(`eksctl broke down${said}`, { code: 'eksctl_panicked', hint: again });
  const advice = adviceFor(message ?? '');
  return new OperationError(`eksctl failed${said}`, {
    code: 'eksctl_failed',
    hint: advice === null ? again : `${advice}; ${again}`,
  });
}
