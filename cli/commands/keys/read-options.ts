import type { KeyRight } from '#contract/keys/limits.ts';
import { KEY_RIGHTS, MAX_KEY_RATE } from '#contract/keys/limits.ts';

/** `search,export`. */
export function readRights(text: string): KeyRight[] {
  const rights = text.split(',').map((word) => KEY_RIGHTS.find((right) => right === word.trim()));
  const known = rights.filter((right) => right !== undefined);
  if (known.length === rights.length) return [...new Set(known)];
  throw new Error(`Expected ${KEY_RIGHTS.join(', ')}, separated by commas.`);
}

/** Requests per minute: `60/min`. */
export function readRate(text: string): number {
  const digits = /^(\d{1,7})(?:\/min(?:ute)?)?$/.exec(text.trim())?.[1];
  const rate = Number(digits ?? 0);
  if (rate >= 1 && rate <= MAX_KEY_RATE) return rate;
  throw new Error(`Expected a number from 1 to ${MAX_KEY_RATE} per minute, e.g. 60/min.`);
}
