import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';

/** Says that a run waits for the next budget, why, and how to follow it. */
export function pauseNote(
  command: 'discover' | 'refresh',
  { id, reason }: { id: string; reason: string | null },
): Event {
  const name = command === 'discover' ? 'discovery' : 'refresh';
  return note(`${name}_paused`, `The ${name} is paused: ${reason ?? 'its budget is used up'}`, {
    text: 'it continues automatically; follow it',
    command: [command, '--resume', id],
  });
}
