import type { Context } from '#cli/context.ts';
import { OperationError, UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { askChoice } from '#cli/instance/ask-choice.ts';
import { formatCount, oneLine } from '#cli/output/text/format.ts';
import type { PeopleFound, PersonMatch } from '#contract/privacy/people.ts';

const FIND_TIMEOUT_MS = 60_000;

/**
 * The one person that `who` means. When several match, asks on a terminal; without one, throws a `UserError` that lists
 * them. `command` is the command to repeat, with what comes before the person.
 */
export async function choosePerson(
  command: string | readonly string[],
  who: string,
  platform: string | undefined,
  client: InstanceClient,
  context: Context,
): Promise<PersonMatch> {
  const before = [command].flat();
  if (who.trim() === '' || who.trim() === '@') {
    throw new UserError('The ID is empty', { code: 'empty_id', hint: { command: [...before, '--help'] } });
  }
  const { people } = await client.json<PeopleFound>('admin', '/people/find', 'Find', {
    method: 'POST',
    json: { who, ...(platform !== undefined && { platform }) },
    signal: context.deadline(FIND_TIMEOUT_MS),
  });
  const [only, ...others] = people;
  if (only === undefined) {
    throw new OperationError(`Nothing is stored about "${oneLine(who)}"`, {
      code: 'person_unknown',
      hint: { text: 'name the platform', command: [...before, who, '--platform', 'instagram'] },
    });
  }
  if (others.length === 0) return only;
  if (context.stdin().isTTY !== true) {
    const list = people.map(describePerson).join('; ');
    throw new UserError(`${people.length} people match "${oneLine(who)}": ${list}`, {
      code: 'person_ambiguous',
      hint: { command: [...before, only.id] },
    });
  }
  return askChoice(people, describePerson, 'person_not_chosen', context);
}

/** On one line, for a question. */
export function describePerson(person: PersonMatch): string {
  const { id, username, display_name, followers, stored, forgotten } = person;
  const handle = username === null || id.endsWith(`:@${username}`) ? [] : [`@${username}`];
  const name = display_name === null ? [] : [`"${display_name}"`];
  const size = followers === null ? [] : [`${formatCount(followers)} followers`];
  const details = [
    ...handle,
    ...name,
    ...size,
    ...(stored ? [] : ['nothing stored']),
    ...(forgotten ? ['already forgotten'] : []),
  ].map(oneLine);
  return details.length === 0 ? oneLine(id) : `${oneLine(id)} (${details.join(', ')})`;
}
