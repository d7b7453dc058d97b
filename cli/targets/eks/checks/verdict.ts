import type { EventOf } from '../../../output/events.ts';

/** What came of one check. */
export type Verdict = Pick<EventOf<'check'>, 'status' | 'message' | 'fix'>;

export const well = (message: string): Verdict => ({ status: 'ok', message, fix: null });
export const doubtful = (message: string, fix: string | null): Verdict => ({ status: 'warn', message, fix });
export const broken = (message: string, fix: string): Verdict => ({ status: 'fail', message, fix });
