import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { InputFault } from '../reading/input-fault.ts';
import { createReport } from './report.ts';
import type { ImportDeps, RowSource } from './run-import.ts';
import { runImport } from './run-import.ts';

export interface StartOptions {
  /** Aborts when the reader of the report disconnects. */
  gone: AbortSignal;
  /** Everything is read and nothing is published. */
  dryRun?: boolean;
}

/** The imports under way. */
export interface Imports {
  /** Starts one; its report can be read while it runs. It ends when its reader leaves (`gone`). */
  start(name: string, openSource: (signal: AbortSignal) => RowSource, options: StartOptions): Readable;
  /** Takes no more, waits for those that run, ends what is left when the deadline comes. */
  stop(deadlineMs: number): Promise<void>;
}

const MAX_RUNNING = 4;
/** The share of the deadline in which imports may continue; in the rest they are stopped in order. */
const GRACE_SHARE = 0.7;

export function createImports(deps: ImportDeps): Imports {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let closed = false;

  const refusal = (): InputFault | null => {
    if (closed)
      return new InputFault('stopping', 'The instance is stopping', {
        text: 'start it, then repeat the import',
        command: ['up'],
      });
    if (running.size < MAX_RUNNING) return null;
    const message = `${running.size} imports are already running`;
    return new InputFault('busy', message, { text: 'repeat the import when one of them has finished' });
  };

  return {
    start(name, openSource, { gone, dryRun = false }) {
      const output = new PassThrough();
      const signal = AbortSignal.any([gone, stopping.signal]);
      const report = createReport(output, signal);
      const refused = refusal();
      if (refused !== null) {
        const { code, message, hint } = refused;
        const none = { bytes: 0, rows: 0, accepted: 0, posts_only: 0, rejected: 0, skipped: 0 };
        report.end({ type: 'failed', ...none, code, message, hint });
        return output;
      }
      const run = runImport(deps, { name, source: openSource(signal), report, signal, dryRun });
      running.add(run);
      void run.finally(() => running.delete(run));
      return output;
    },
    async stop(deadlineMs) {
      closed = true;
      if (running.size === 0) return;
      const timer = setTimeout(() => {
        stopping.abort(new InputFault('stopping', 'The instance is stopping', { text: 'repeat the import' }));
      }, deadlineMs * GRACE_SHARE);
      await Promise.all(running);
      clearTimeout(timer);
    },
  };
}
