import { UserError } from '#cli/errors.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { Consent } from '#cli/targets/target.ts';

/** Returns once the plan may be carried out. Throws a `UserError` without a terminal to ask on, or when the answer is no. */
export async function agreeToTeardown(
  { resources, account, region, cluster, month, at_least, currency }: EventOf<'teardown'>,
  { yes, ask }: Consent,
): Promise<void> {
  if (yes) return;
  const count = resources.filter(({ action }) => action === 'delete').length;
  if (ask === null) {
    throw new UserError(
      `This would delete ${count} resources of "${cluster}" in account ${account}. Confirmation is required, but there is no terminal`,
      {
        code: 'teardown_undecided',
        hint: { text: 'keep the data (or --delete-data)', command: ['down', '--yes', '--keep-data'] },
      },
    );
  }
  const worth = `${at_least ? 'at least ' : ''}${formatMoney(month, currency)} a month`;
  if (await ask(`Delete these ${count} resources (${worth}) in account ${account}, ${region}?`)) return;
  throw new UserError('Nothing was deleted', {
    code: 'teardown_refused',
    hint: { text: 'show the cost of keeping it', command: ['cost'] },
  });
}
