import { OperationError, UserError } from '#cli/errors.ts';
import { describeLimit } from '#cli/output/text/describe-limit.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { SpendingPlan } from './plan-spending.ts';

/** How a user or a script agrees to spend. */
export interface Consent {
  /** `--yes`. */
  yes: boolean;
  /** `--max-monthly-cost`; `null` without. */
  maxMonthlyCost: number | null;
  /** Asks the user; `null` without a terminal. */
  ask: ((question: string) => Promise<boolean>) | null;
}

/**
 * Returns the agreed cost per month once the plan may be carried out. `agreed` is the result of an earlier `up` for the same
 * cluster, or `null`: up to that amount there is no new question. Throws a `UserError` when the cost exceeds the limit, or
 * may, when there is no terminal to ask on, or when the answer is no; an `OperationError` when an account limit would be
 * exceeded.
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
      `The instance would cost ${total.atLeast ? 'at least ' : ''}${money(total.month)} a month, more than the limit of ${money(most)} (--max-monthly-cost)`,
      {
        code: 'too_expensive',
        hint: { text: `--max-monthly-cost ${Math.ceil(total.month)}, or a smaller cluster_config` },
      },
    );
  }
  if (most !== null && total.atLeast) {
    throw new UserError(
      `The instance may cost more than ${money(most)} a month: no price is known for ${plan.unpriced.join(', ')}`,
      {
        code: 'price_unknown',
        hint: { text: 'set prices to a file in the format of prices.json, with the prices of this region' },
      },
    );
  }
  refuseOverLimits(plan);
  const nothingNew = added.month === 0 && !added.atLeast;
  const asAgreed = agreed !== null && !total.atLeast && total.month <= agreed + 0.005;
  if (nothingNew || asAgreed || consent.yes) return total.month;
  if (consent.ask === null) {
    throw new UserError(
      `The instance would cost ${describeTotal(plan)}. Confirmation is required, but there is no terminal`,
      {
        code: 'spending_undecided',
        hint: { text: 'use --yes, with --max-monthly-cost AMOUNT' },
      },
    );
  }
  const question = `Spend ${describeTotal(plan)} in account ${plan.account}, ${plan.region}?`;
  if (await consent.ask(question)) return total.month;
  throw new UserError('Nothing was created', {
    code: 'spending_refused',
    hint: { text: 'run it on this machine', command: ['up', '--target', 'local'] },
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
  throw new OperationError(`Account ${account} would exceed its limits in ${region}: ${told.join('; ')}`, {
    code: 'limit_reached',
    hint: first.raise === null ? { text: 'request an increase from AWS' } : { shell: [first.raise] },
  });
}
