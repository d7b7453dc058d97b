import { poll } from '#cli/aws/wait.ts';
import { birthOf } from '#cli/instance/process-birth.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';
import { findEksctl, stopProcess } from './eksctl.ts';

/**
 * Ends the eksctl of a killed command. One that creates is stopped, so that it creates nothing during the deletion. One that
 * deletes may finish.
 */
export async function* endEarlierEksctl(folder: string, signal: AbortSignal): AsyncGenerator<Event> {
  const earlier = await findEksctl(folder);
  if (earlier === null) return;
  const { pid, birth, args, log } = earlier;
  const deletes = args[0] === 'delete';
  yield note(
    'eksctl_running',
    `The eksctl of an earlier run is still running [pid=${pid}, log=${log}]. ${deletes ? 'Waiting until it ends' : 'Stopping it'}`,
  );
  if (!deletes) stopProcess(pid);
  const alive = async () => (await birthOf(pid)) === birth;
  for await (const is of poll(alive, { signal, maxMs: 3_000 })) if (!is) return;
}
