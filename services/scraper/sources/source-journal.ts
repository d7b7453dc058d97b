import type { Static } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Records } from '#ports/records.ts';
import { BUDGET_SPENT } from './budget/budgets.ts';
import type { SourceFault } from './live/source-fault.ts';

const SourceEntry = Type.Object({
  v: Type.Literal(1),
  last_error: Type.Union([
    Type.Object({
      ...{ at: Type.Integer(), kind: Type.String(), message: Type.String() },
      /** No request is accepted before this time. */
      until: Type.Optional(Type.Integer()),
    }),
    Type.Null(),
  ]),
  last_success_at: Type.Union([Type.Integer(), Type.Null()]),
});
export type SourceEntry = Static<typeof SourceEntry>;

/** When each source last answered and failed. The records hold it, so all scrapers write and read the same. */
export interface SourceJournal {
  succeeded(source: string): Promise<void>;
  failed(source: string, fault: SourceFault): Promise<void>;
  read(source: string): Promise<SourceEntry>;
}

const NOTHING: SourceEntry = { v: 1, last_error: null, last_success_at: null };
const schema = Compile(SourceEntry);
/** A success within this of the last one that was written is not written. */
const SUCCESS_INTERVAL_MS = 30_000;
const MAX_ATTEMPTS = 5;

export function createSourceJournal(records: Records, now: () => number): SourceJournal {
  const written = new Map<string, number>();
  const keyOf = (source: string) => `source-state:${source}`;
  const load = async (source: string): Promise<{ entry: SourceEntry; revision: number }> => {
    const [found] = await records.get([keyOf(source)]);
    const value: unknown = found === undefined ? null : JSON.parse(found.value);
    return { entry: schema.Check(value) ? value : NOTHING, revision: found?.revision ?? 0 };
  };
  const change = async (source: string, changes: Partial<SourceEntry>): Promise<void> => {
    // The newest notice of several scrapers is enough, so a lost race is no fault.
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const { entry, revision } = await load(source);
      const value = JSON.stringify({ ...entry, ...changes });
      const [put] = await records.put([{ key: keyOf(source), value, expectedRevision: revision }]);
      if (put?.ok === true) return;
    }
  };
  return {
    async succeeded(source) {
      const at = now();
      if (at - (written.get(source) ?? Number.NEGATIVE_INFINITY) < SUCCESS_INTERVAL_MS) return;
      written.set(source, at);
      await change(source, { last_success_at: at });
    },
    async failed(source, { kind, message, retryAfterMs, code }) {
      written.delete(source);
      const rests = kind === 'exhausted' && code !== BUDGET_SPENT && retryAfterMs !== null;
      const until = rests ? { until: now() + retryAfterMs } : {};
      await change(source, { last_error: { at: now(), kind, message: message.slice(0, 500), ...until } });
    },
    read: async (source) => (await load(source)).entry,
  };
}
