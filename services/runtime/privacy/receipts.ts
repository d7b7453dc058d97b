import type { Receipt } from '#contract/privacy/receipt.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';

const receiptKey = (id: string) => `receipt/${id}`;
const MAX_ROUNDS = 20;

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
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [entry] = await records.get([receiptKey(id)]);
    if (entry === undefined) return;
    const value = JSON.stringify(change(JSON.parse(entry.value) as Receipt));
    const [result] = await records.put([{ key: entry.key, value, expectedRevision: entry.revision }]);
    if (result?.ok) return;
  }
  throw new UnavailableError('Other processes keep changing the receipt');
}
