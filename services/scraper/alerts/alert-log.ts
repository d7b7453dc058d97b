import type { Alert } from '#contract/alerts/alert.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import { LOG_HEAD, logKey } from '#runtime/alerts/alert-keys.ts';
import { changeRecord } from '#runtime/records/change-record.ts';

/** Alerts in the log; older ones are deleted. */
const MAX_LOGGED = 10_000;
const MAX_ROUNDS = 20;

/**
 * Appends alerts to the log, each with the next number, so that a reader who asks for what comes after a number misses none. An
 * attempt that was cut off can leave an alert twice, with the same id.
 */
export async function appendToLog(records: Records, alerts: readonly Alert[]): Promise<void> {
  let left = alerts;
  for (let round = 1; left.length > 0; round++) {
    if (round > MAX_ROUNDS) throw new Error('Other processes write to the log of alerts at the same time');
    const head = await readHead(records);
    const first = head + 1;
    const results = await records.put(
      left.map((alert, i) => ({
        key: logKey(first + i),
        value: JSON.stringify(alert),
        expectedRevision: 0,
      })),
    );
    // A number that is in use belongs to an attempt that did not advance the head.
    const written = left.filter((_, i) => results[i]?.ok);
    await moveHead(records, head + left.length);
    const old = left.map((_, i) => first + i - MAX_LOGGED).filter((number) => number > 0);
    if (old.length > 0) await records.delete(old.map(logKey));
    left = left.filter((alert) => !written.includes(alert));
  }
}

/** Alerts after a number, oldest first; without one, the newest. */
export async function readAlertLog(
  records: Records,
  { after, limit }: { after: number | undefined; limit: number },
): Promise<{ alerts: Alert[]; last: number }> {
  const number = await readHead(records);
  const from = after ?? Math.max(0, number - limit);
  const numbers = Array.from({ length: Math.max(0, Math.min(limit, number - from)) }, (_, i) => from + i + 1);
  const entries = numbers.length === 0 ? [] : await records.get(numbers.map(logKey));
  const alerts = new Map<string, Alert>();
  for (const entry of entries) {
    if (entry === undefined) continue;
    const alert = JSON.parse(entry.value) as Alert;
    alerts.set(alert.id, alert);
  }
  return { alerts: [...alerts.values()], last: numbers.at(-1) ?? from };
}

async function moveHead(records: Records, number: number): Promise<void> {
  const done = await changeRecord(records, LOG_HEAD, (stored) =>
    numberOf(stored) >= number ? null : JSON.stringify({ v: 1, number }),
  );
  if (done === null) throw new Error('Other processes write to the log of alerts at the same time');
}

/** The number of the last alert. */
async function readHead(records: Records): Promise<number> {
  const [stored] = await records.get([LOG_HEAD]);
  return numberOf(stored);
}

function numberOf(head: RecordEntry | undefined): number {
  return head === undefined ? 0 : (JSON.parse(head.value) as { number: number }).number;
}
