import { poll } from '#cli/aws/wait.ts';
import { birthOf } from '#cli/instance/process-birth.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';
import { findEksctl, stopProcess } from './eksctl.ts';

/**
 * An eksctl that a killed command left behind: one that makes something is stopped, lest it go on while that is taken away;
 * one that deletes is let finish.
 */
export async function* endEarlierEksctl(folder: string, signal: AbortSignal): AsyncGenerator<Event> {
  const earlier = await findEksctl(folder);
  if (earlier === null) return;
  const { pid, birth, args, log } = earlier;
  const deletes = args[0] === 'delete';
  yield note(
    'eksctl_running',
    `The eksctl of an earlier run still works [pid=${pid}, log=${log}]; ${deletes ? 'it is let finish' : 'it is stopped'}`,
  );
  if (!deletes) stopProcess(pid);
  const alive = async () => (await birthOf(pid)) === birth;
  for await (const is of poll(alive, { signal, mostMs: 3_000 })) if (!is) return;
}
