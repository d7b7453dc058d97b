import { UserError } from '#cli/errors.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { Consent } from '#cli/targets/target.ts';

/** Ends when what was shown may be deleted. Throws a `UserError` when nobody can be asked, or when the answer is no. */
export async function agreeToTeardown(
  { resources, account, region, cluster, month, at_least, currency }: EventOf<'teardown'>,
  { yes, ask }: Consent,
): Promise<void> {
  if (yes) return;
  const count = resources.filter(({ action }) => action === 'delete').length;
  if (ask === null) {
    throw new UserError(
      `${count} resources of "${cluster}" in account ${account} would be deleted, and nobody can be asked here`,
      { code: 'teardown_undecided', hint: 'influscope down --yes, with --delete-data or --keep-data' },
    );
  }
  const worth = `${at_least ? 'at least ' : ''}${formatMoney(month, currency)} a month`;
  if (await ask(`Delete these ${count} resources (${worth}) of account ${account}, ${region}?`)) return;
  throw new UserError('Nothing was deleted', {
    code: 'teardown_refused',
    hint: 'influscope cost says what it costs to leave it there',
  });
}
