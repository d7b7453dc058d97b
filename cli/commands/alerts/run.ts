import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { NotReadyError } from '#cli/errors.ts';
import { describeAlert, renderAlerts } from '#cli/output/render/render-alerts.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import type { Alerts } from '#contract/alerts/alert.ts';
import { spreadMs } from '#lib/async/backoff.ts';

export interface AlertsOptions {
  follow?: boolean;
  limit?: number;
}

const ALERTS_TIMEOUT_MS = 30_000;
const DEFAULT_LIMIT = 20;
const LOOK_EVERY_MS = 1_000;
/** With the pauses between them, about a minute, in which an instance restarts. */
const RESTART_ATTEMPTS = 30;
const RESTART_PAUSE_MS = 2_000;
/** Ids that were printed, so that an alert that is in the log twice is printed once. */
const MAX_REMEMBERED = 10_000;

export const run: Run<AlertsOptions> = async ({ options }, context) => {
  const { output } = context;
  const found = await ask({ limit: String(options.limit ?? DEFAULT_LIMIT) }, context);
  if (!options.follow) {
    writeRows(output, found, found.alerts, () => renderAlerts(found));
    return 0;
  }
  const printed = new Set<string>();
  let page = found;
  while (!context.signal.aborted) {
    for (const alert of page.alerts) {
      if (printed.has(alert.id)) continue;
      output.write(output.format === 'text' ? describeAlert(alert) : JSON.stringify(alert));
      printed.add(alert.id);
      const [oldest] = printed;
      if (printed.size > MAX_REMEMBERED && oldest !== undefined) printed.delete(oldest);
    }
    if (page.alerts.length === 0)
      await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal }).catch(() => {});
    if (context.signal.aborted) break;
    const next = await askPatiently({ after: String(page.last) }, context);
    if (next === null) break;
    page = next;
  }
  return 0;
};

/** As `ask`, through a restart of the instance; `null` when the command ends. */
async function askPatiently(query: Record<string, string>, context: Context): Promise<Alerts | null> {
  const { output, signal } = context;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      return await ask(query, context);
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof NotReadyError) || attempt >= RESTART_ATTEMPTS) throw error;
      if (attempt === 1) output.remark(`${error.message}; waiting for it`);
      await sleep(spreadMs(RESTART_PAUSE_MS), undefined, { signal }).catch(() => {});
    }
  }
  return null;
}

async function ask(query: Record<string, string>, { client, deadline }: Context): Promise<Alerts> {
  const path = `/alerts?${new URLSearchParams(query)}`;
  return (await client()).json('admin', path, 'Alerts', { signal: deadline(ALERTS_TIMEOUT_MS) });
}
