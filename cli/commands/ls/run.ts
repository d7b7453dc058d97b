import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { InfluscopeError } from '#cli/errors.ts';
import { renderInstances } from '#cli/output/render/render-instances.ts';
import type { InstanceRow } from '#cli/output/results/instances.ts';
import { writeRows } from '#cli/output/write-rows.ts';

/** For each instance: one that does not answer must not hold up the list. */
const STATUS_TIMEOUT_MS = 5_000;

export const run: Run<object> = async (_input, context) => {
  const { listInstances } = await import('#cli/instance/paths.ts');
  const names = listInstances(context.settings.values.home);
  const instances = await Promise.all(names.map((name) => describe(name, context)));
  writeRows(context.output, { instances }, instances, () => renderInstances(instances, context.output));
  return 0;
};

/** Never rejects for a fault of the instance: its row says what is wrong. */
async function describe(name: string, context: Context): Promise<InstanceRow> {
  const row: InstanceRow = {
    name,
    target: null,
    state: null,
    ready: null,
    profiles: null,
    url: null,
    cost_per_month: null,
    currency: null,
    error: null,
  };
  const signal = context.deadline(STATUS_TIMEOUT_MS);
  try {
    const { target } = await context.instance(name);
    row.target = target.kind;
    for await (const event of target.status({ signal })) {
      if (event.type !== 'status') continue;
      const { state, ready, documents: profiles, url } = event;
      Object.assign(row, { state, ready, profiles, url } satisfies Partial<InstanceRow>);
    }
    for await (const event of target.cost?.({ signal }) ?? []) {
      if (event.type !== 'cost') continue;
      const { month, currency } = event;
      Object.assign(row, { cost_per_month: month, currency } satisfies Partial<InstanceRow>);
    }
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof InfluscopeError)) throw error;
    row.error =
      error.code === 'platform_unknown' ? 'has no state file: its creation did not finish' : error.message;
  }
  return row;
}
