import type { Run } from '#cli/command.ts';
import { OperationError } from '#cli/errors.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import { importArguments } from '#contract/import/import-arguments.ts';
import { sendDemo } from './import-demo.ts';
import type { ImportOptions } from './import-options.ts';
import type { Input } from './input.ts';
import { openInputs } from './input.ts';
import { askPeople } from './people-outcome.ts';
import { saveMapping, withSavedMapping } from './saved-mapping.ts';
import { sendInput } from './send-input.ts';
import { queueOf, waitUntilSearchable } from './wait-until-searchable.ts';

type Reporter = (isSearchable: boolean) => Promise<EventOf<'imported'>>;

export const run: Run<ImportOptions> = async ({ args, options: given }, context) => {
  const sink = await context.output.events();
  const { home } = context.settings.values;
  const options = given.mapping === undefined ? given : await withSavedMapping(home, given.mapping, given);
  const client = await context.client();
  const inputs = await openInputs(args, {
    cwd: context.cwd,
    stdinIsTerminal: () => context.stdin().isTTY === true,
  });
  const { dead } = await queueOf(client, context.deadline(null));
  let accepted = 0;
  let latest = options;
  const reports: Reporter[] = [];
  for (const input of inputs) {
    if (input.kind === 'demo') {
      const result = await sendDemo({ count: input.count, seed: options.seed }, context, sink);
      reports.push(async () => event({ type: 'imported', name: input.name, ...result }));
      accepted += result.accepted;
      continue;
    }
    const sent = await sendInput(input, { args, options: latest, given }, context, sink);
    latest = sent.options;
    accepted += sent.result.accepted;
    reports.push(async (isSearchable) => {
      const { result, summary, ignored } = sent;
      const people = isSearchable ? await askPeople(client, sent, context.deadline(null)) : null;
      const found = { dry_run: options.dryRun ?? false, summary, ignored_columns: ignored, ...people };
      return event({ type: 'imported', name: input.name, ...result, ...found });
    });
  }
  const waits = accepted > 0 && !options.dryRun;
  let isSearchable = false;
  try {
    if (waits) await waitUntilSearchable(client, context, sink, dead);
    isSearchable = waits;
  } finally {
    // Report what was accepted even when it is not searchable yet.
    for (const report of reports) sink.emit(await report(isSearchable));
  }
  if (accepted === 0) throw nothingAccepted(args, inputs, given);
  if (given.saveMapping !== undefined) saveMapping(home, given.saveMapping, latest);
  return 0;
};

function nothingAccepted(
  args: readonly string[],
  inputs: readonly Input[],
  options: ImportOptions,
): OperationError {
  const files = inputs.filter(({ kind }) => kind !== 'demo').map(({ name }) => name);
  return new OperationError(`No row of ${args.join(', ')} could be imported`, {
    code: 'nothing_accepted',
    hint: {
      command: importArguments(files.length > 0 ? files : args, {
        map: options.map,
        platform: options.platform,
        dry_run: true,
      }),
    },
  });
}
