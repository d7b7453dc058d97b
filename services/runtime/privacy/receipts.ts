import type { Receipt } from '#contract/privacy/receipt.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import { changeRecord } from '../records/change-record.ts';

const receiptKey = (id: string) => `receipt/${id}`;

/** `undefined` when there is none. */
export async function readReceipt(records: Records, id: string): Promise<Receipt | undefined> {
  const [entry] = await records.get([receiptKey(id)]);
  return entry && (JSON.parse(entry.value) as Receipt);
}

export async function createReceipt(records: Records, receipt: Receipt): Promise<void> {
  await records.put([{ key: receiptKey(receipt.id), value: JSON.stringify(receipt), expectedRevision: 0 }]);
}

/** Changes a receipt; one that does not exist is left alone. */
export async function updateReceipt(
  records: Records,
  id: string,
  change: (now: Receipt) => Receipt,
): Promise<void> {
  const done = await changeRecord(records, receiptKey(id), (stored) =>
    stored === undefined ? null : JSON.stringify(change(JSON.parse(stored.value) as Receipt)),
  );
  if (done === null) throw new UnavailableError('Other processes keep changing the receipt');
}
