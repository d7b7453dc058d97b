import { hideContacts } from './hide-contacts.ts';

/** One row that cannot be used. The message is the reason that is reported beside its line. */
export class RowError extends Error {
  override readonly name = 'RowError';
}

const SHOWN = 40;

/** A value as a reason may quote it: on one line, cut. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  // A report must not show what the documents do not.
  const line = hideContacts(text.slice(0, SHOWN * 2))
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const points = [...line];
  return `"${points.length > SHOWN ? `${points.slice(0, SHOWN).join('')}…` : line}"`;
}
