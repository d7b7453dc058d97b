import type { Static } from 'typebox';
import { renderTable } from '../text/table.ts';
import { defineEvent } from './define/definition.ts';
import { array, boolean, eventSchema, nullable, number, object, oneOf, string } from './define/schema.ts';
import type { Style } from './receipt/columns.ts';
import { monthly, naming, sum, WIDTH } from './receipt/columns.ts';

const schema = eventSchema('teardown', {
  cluster: string(),
  account: string(),
  identity: string(),
  region: string(),
  resources: array(
    object({
      kind: string(),
      id: string(),
      name: string(),
      state: string(),
      action: oneOf(['delete', 'keep']),
      /** The tag or name by which it is known for the cluster's own. */
      owned_by: string(),
      bills: boolean(),
      month: nullable(number()),
    }),
  ),
  /** Of what is to go. */
  month: number(),
  at_least: boolean(),
  currency: string(),
  prices_of: string(),
});
type Teardown = Static<typeof schema>;

/** What `down` would delete in an account, before it does. */
export const teardown = defineEvent({
  schema,
  stream: 'stderr',
  text: (event, { style }) => renderTeardown(event, style),
});

/** What will be deleted, in which account, and how each resource was recognized. */
function renderTeardown(plan: Teardown, style: Style): string[] {
  const { cluster, region, account, identity, resources, month, currency } = plan;
  const gone = resources.filter(({ action }) => action === 'delete');
  const kept = resources.filter(({ action }) => action === 'keep');
  const table = (rows: Teardown['resources']) =>
    renderTable<Teardown['resources'][number]>(
      [
        ...naming<Teardown['resources'][number]>(),
        { title: 'state', min: 6, yields: 3, cell: ({ state }) => state },
        monthly(currency),
        { title: 'known by', min: 10, yields: 4, cell: ({ owned_by }) => owned_by },
      ],
      rows,
      WIDTH,
    ).map((line) => `  ${line.trimEnd()}`);
  return [
    `${style.bold(cluster)} in ${region}, account ${account} (${identity})`,
    ...(gone.length > 0
      ? [
          style.red(`To be deleted: ${gone.length}, ${sum(month, plan.at_least, currency)} a month`),
          ...table(gone),
        ]
      : ['To be deleted: nothing']),
    ...(kept.length > 0 ? [style.yellow(`To be kept: ${kept.length}`), ...table(kept)] : []),
  ];
}
