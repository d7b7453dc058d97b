import assert from 'node:assert/strict';
import type { ImportReportLine } from '#contract/import/import.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { PlatformProcess } from './platform-process.ts';

/** An import of demo profiles that runs, and what it has reported so far. */
export interface RunningImport {
  lines: ImportReportLine[];
  /** Rows that were accepted so far. */
  accepted(): number;
  /** Resolves when the answer ends, or its connection. */
  ended: Promise<void>;
  /** Resolves when such a line has arrived. */
  until(type: ImportReportLine['type']): Promise<void>;
}

export function startDemoImport(platform: PlatformProcess, count: number, seed: number): RunningImport {
  const lines: ImportReportLine[] = [];
  const read = async () => {
    const answer = await platform.admin('/imports/demo', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ count, seed }),
    });
    let rest = '';
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) lines.push(JSON.parse(part) as ImportReportLine);
    }
  };
  return {
    lines,
    accepted: () => Math.max(0, ...lines.map((line) => ('accepted' in line ? line.accepted : 0))),
    // The connection may end with the process.
    ended: read().catch(() => {}),
    until: (type) =>
      eventually(async () =>
        assert.ok(
          lines.some((line) => line.type === type),
          JSON.stringify(lines.at(-1)),
        ),
      ),
  };
}
