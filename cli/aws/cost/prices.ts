import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Static } from 'typebox';
import Type from 'typebox';
import { Check, Errors } from 'typebox/value';
import { OperationError, systemReason } from '#cli/errors.ts';

const amount = Type.Number({ minimum: 0 });

/** `prices.json`: the prices of AWS in one region, as of `checked`. */
export const PricesSchema = Type.Object({
  region: Type.String(),
  currency: Type.String(),
  /** Month or day, as `2026-04`. */
  checked: Type.String(),
  eks_cluster_hour: amount,
  eks_extended_support_extra_hour: amount,
  /** By instance type. */
  ec2_hour: Type.Record(Type.String(), amount),
  ebs_gp3_gb_month: amount,
  ebs_snapshot_gb_month: amount,
  classic_load_balancer_hour: amount,
  classic_load_balancer_gb: amount,
  nat_gateway_hour: amount,
  nat_gateway_gb: amount,
  public_ipv4_hour: amount,
  data_transfer_out_gb: amount,
  cross_zone_gb_each_way: amount,
});
export type Prices = Static<typeof PricesSchema>;

/** The shipped prices in the folder `root`, or the user's `own` file of the same form. */
export function readPrices(root: string, own: string | null): Prices {
  const path = own ?? join(root, 'prices.json');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw unusable(path, systemReason(cause), cause);
  }
  if (Check(PricesSchema, value)) return value;
  const faults = [...Errors(PricesSchema, value)].map(
    ({ instancePath, message }) => `${instancePath} ${message}`,
  );
  throw unusable(path, faults.join('; '));
}

function unusable(path: string, reason: string, cause?: unknown): OperationError {
  return new OperationError(`The price list ${path} is invalid: ${reason}`, {
    code: 'prices_unusable',
    hint: { text: 'correct the setting prices, or remove it; prices.json is an example' },
    ...(cause === undefined ? {} : { cause }),
  });
}
