import { OperationError, UserError } from '#cli/errors.ts';
import { describeLimit } from '#cli/output/text/describe-limit.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { SpendingPlan } from './plan-spending.ts';

/** How a person or a script agreed to spend. */
export interface Consent {
  /** `--yes`. */
  yes: boolean;
  /** `--max-monthly-cost`; `null` without. */
  maxMonthlyCost: number | null;
  /** Asks a person; `null` where there is none. */
  ask: ((question: string) => Promise<boolean>) | null;
}

/**
 * Ends when the plan may be carried out, with what was agreed to, a month. `agreed` is what an earlier run of `up` for the
 * same cluster ended with, `null` for none: as much is not asked about again. Throws a `UserError` when it costs more than
 * the limit, or may, when nobody can be asked, or when the answer is no; an `OperationError` when a limit of the account
 * stands in the way.
 */
export async function confirmSpending(
  plan: SpendingPlan,
  consent: Consent,
  agreed: number | null,
): Promise<number> {
  const { total, added, currency } = plan;
  const money = (amount: number) => formatMoney(amount, currency);
  const { maxMonthlyCost: most } = consent;
  if (most !== null && total.month > most) {
    throw new UserError(
      `It would cost ${total.atLeast ? 'at least ' : ''}${money(total.month)} a month, more than the ${money(most)} that --max-monthly-cost allows`,
      {
        code: 'too_expensive',
        hint: `--max-monthly-cost ${Math.ceil(total.month)}, or a smaller cluster_config`,
      },
    );
  }
  if (most !== null && total.atLeast) {
    throw new UserError(
      `Whether it stays under ${money(most)} a month cannot be told: no price is known of ${plan.unpriced.join(', ')}`,
      { code: 'price_unknown', hint: 'a file like prices.json for this region, named by the setting prices' },
    );
  }
  refuseOverLimits(plan);
  const nothingNew = added.month === 0 && !added.atLeast;
  const asAgreed = agreed !== null && !total.atLeast && total.month <= agreed + 0.005;
  if (nothingNew || asAgreed || consent.yes) return total.month;
  if (consent.ask === null) {
    throw new UserError(`It would cost ${describeTotal(plan)}, and nobody can be asked here`, {
      code: 'spending_undecided',
      hint: '--yes, best with --max-monthly-cost AMOUNT',
    });
  }
  const question = `Spend ${describeTotal(plan)} in account ${plan.account}, ${plan.region}?`;
  if (await consent.ask(question)) return total.month;
  throw new UserError('Nothing was made', {
    code: 'spending_refused',
    hint: 'influscope up runs on your own machine',
  });
}

/** `$0.1931 an hour ($140.94 a month)`. */
function describeTotal({ total, currency }: SpendingPlan): string {
  if (total.atLeast && total.month === 0) return 'an unknown amount';
  const hour = formatMoney(total.hour, currency, 4);
  return `${total.atLeast ? 'at least ' : ''}${hour} an hour (${formatMoney(total.month, currency)} a month)`;
}

function refuseOverLimits({ limits, account, region }: SpendingPlan): void {
  const hit = limits.filter(({ fits }) => fits === false);
  const [first] = hit;
  if (first === undefined) return;
  const told = hit.map(describeLimit);
  throw new OperationError(`Limits of account ${account} in ${region} stand in the way: ${told.join('; ')}`, {
    code: 'limit_reached',
    hint: first.raise ?? 'ask AWS for more',
  });
}
