import { randomUUID } from 'node:crypto';
import type { ImportSummary, ImportTable, ImportWait } from '#contract/import/import.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import type { EventBuilder } from '../event.ts';
import type { ScraperMetrics } from '../metrics.ts';
import type { FieldFault } from '../reading/fields/field-faults.ts';
import { RowError } from '../reading/fields/row-error.ts';
import { InputFault } from '../reading/input-fault.ts';
import type { Reading } from '../reading.ts';
import { describeFailure } from './describe-failure.ts';
import { describeWait } from './describe-wait.ts';
import { createPacer } from './pacer.ts';
import type { PeopleCounter } from './people-counter.ts';
import { createPeopleCounter } from './people-counter.ts';
import type { PublishParts } from './publish-events.ts';
import { createPublisher } from './publisher.ts';
import type { Counts, Report } from './report.ts';
import { createTaskSet } from './task-set.ts';
import { traceEvent } from './trace-event.ts';

/** One row of a source: how to read it, why it cannot be, or nothing to be said. */
export type SourceRow =
  | { kind: 'reading'; line: number; read(): Reading }
  | { kind: 'rejected'; line: number; reason: string }
  | { kind: 'skipped'; line: number };

/** Where rows come from. Iterating throws `InputFault` when the whole input cannot be used. */
export interface RowSource {
  rows: AsyncIterable<Iterable<SourceRow>>;
  bytesRead(): number;
  /** Tables that have been understood so far; grows while rows are read. */
  tables: readonly ImportTable[];
  /** Values that could not be read. */
  faults(): FieldFault[];
}

export interface ImportDeps extends PublishParts {
  buildEvent: EventBuilder;
  /** Events that are published together. Default: what the publisher chooses. */
  batchSize?: number | undefined;
  metrics: ScraperMetrics;
  logger: Logger;
  tracer: Tracer;
}

export interface ImportRequest {
  name: string;
  source: RowSource;
  report: Report;
  signal: AbortSignal;
  /** Everything is read and nothing is published. */
  dryRun?: boolean;
}

/** Rows whose pictures are being converted at the same time. */
const MAX_CONVERTING = 8;
const PROGRESS_EVERY_MS = 250;

/**
 * Runs one import to its last line, `done` or `failed`; never rejects. When `signal` aborts, what the queue has
 * confirmed stays accepted, the rest is given up.
 */
export async function runImport(
  deps: ImportDeps,
  { name, source, report, signal, dryRun = false }: ImportRequest,
): Promise<void> {
  const { queue, objects, suppressions, buildEvent, metrics, logger, tracer } = deps;
  const startedAt = performance.now();
  const tally = { accepted: 0, posts_only: 0, rejected: 0, skipped: 0 };
  let bytesCounted = 0;
  let suppressed = 0;
  /** What the last attempt waits for. */
  let waitsFor: ImportWait | undefined;
  const counts = (): Counts => {
    const bytes = source.bytesRead();
    metrics.bytes.inc(bytes - bytesCounted);
    bytesCounted = bytes;
    return { bytes, rows: tally.accepted + tally.rejected + tally.skipped, ...tally };
  };
  const giveUp = new AbortController();
  const publisher = createPublisher({
    queue,
    objects,
    suppressions,
    batchSize: deps.batchSize,
    signal: AbortSignal.any([signal, giveUp.signal]),
    onConfirmed(batch, seconds) {
      waitsFor = undefined;
      tally.accepted += batch.length;
      tally.posts_only += batch.reduce((sum, event) => sum + Number(event.postsOnly), 0);
      metrics.rows.inc({ outcome: 'accepted' }, batch.length);
      metrics.publishDuration.observe(seconds);
      metrics.batchSize.observe(batch.length);
    },
    onRefused(count) {
      tally.skipped += count;
      suppressed += count;
      metrics.rows.inc({ outcome: 'suppressed' }, count);
    },
    onRetry(err, attempt) {
      metrics.publishRetries.inc();
      if (attempt === 1) logger.warn({ err, name }, 'publishing waits for a backing service');
      const wait = describeWait(err);
      if (waitsFor === undefined && err instanceof UnavailableError)
        report.offer({ type: 'waiting', reason: err.message, ...(wait && { code: wait.code }) });
      waitsFor = wait;
    },
  });
  const converting = createTaskSet(MAX_CONVERTING);
  const people = createPeopleCounter();
  let profileRows = 0;
  let told = 0;
  const tellTables = () => {
    for (const table of source.tables.slice(told)) void report.write({ type: 'table', table });
    told = source.tables.length;
  };
  const importId = randomUUID();
  const readRow = (row: Extract<SourceRow, { kind: 'reading' }>) => {
    const reading = row.read();
    if (reading.profile !== null) profileRows++;
    return { reading, first: people.see(reading) };
  };
  const reject = (line: number, reason: string) => {
    tally.rejected++;
    metrics.rows.inc({ outcome: 'rejected' });
    return report.write({ type: 'rejected', name, line, reason });
  };
  const handle = (row: SourceRow): Promise<void> | undefined => {
    if (row.kind === 'rejected') return reject(row.line, row.reason);
    if (row.kind === 'skipped') {
      tally.skipped++;
      metrics.rows.inc({ outcome: 'skipped' });
      return undefined;
    }
    const rejectOrThrow = (error: unknown) => {
      if (error instanceof RowError) return reject(row.line, error.message);
      throw error;
    };
    try {
      if (dryRun) {
        const { profile } = readRow(row).reading;
        tally.accepted++;
        tally.posts_only += Number(profile === null);
        return undefined;
      }
      const event = traceEvent(tracer, () => {
        const { reading, first } = readRow(row);
        return buildEvent(reading, first ? importId : undefined);
      });
      if (event instanceof Promise) return converting.add(event.then(publisher.add, rejectOrThrow));
      return publisher.add(event);
    } catch (error) {
      return rejectOrThrow(error);
    }
  };

  const showProgress = () =>
    report.offer({ type: 'progress', ...counts(), ...(waitsFor && { waiting: waitsFor }) });
  showProgress();
  const ticker = setInterval(showProgress, PROGRESS_EVERY_MS);
  metrics.running.inc();
  const pacer = createPacer();
  try {
    for await (const rows of source.rows) {
      if (told < source.tables.length) tellTables();
      for (const row of rows) {
        signal.throwIfAborted();
        // Awaiting nothing costs a turn of the microtask queue for every row.
        const waiting = handle(row) ?? pacer.breathe();
        if (waiting !== undefined) await waiting;
      }
    }
    await converting.finish();
    signal.throwIfAborted();
    await publisher.flush();
    clearInterval(ticker);
    const elapsed_ms = Math.round(performance.now() - startedAt);
    report.end({
      type: 'done',
      ...counts(),
      elapsed_ms,
      import_id: importId,
      summary: { ...summaryOf(people, profileRows, source), ...(suppressed > 0 && { suppressed }) },
    });
    metrics.imports.inc({ outcome: 'done' });
    logger.info({ name, ...counts() }, 'import done');
  } catch (error) {
    clearInterval(ticker);
    tellTables();
    await converting.settle();
    // The queue may still confirm sent messages; messages that wait for a backing service are dropped.
    const fault = describeFailure(signal.aborted ? signal.reason : error);
    metrics.imports.inc({ outcome: fault.code });
    if (fault.code === 'internal') logger.error({ err: error, name }, 'import failed');
    if (error instanceof InputFault) await publisher.flush().catch(() => {});
    giveUp.abort(error);
    await publisher.settle();
    report.end({ type: 'failed', ...counts(), ...fault });
    logger.warn({ name, code: fault.code, ...counts() }, 'import failed');
  } finally {
    metrics.running.dec();
  }
}

function summaryOf(people: PeopleCounter, profileRows: number, source: RowSource): ImportSummary {
  const { people: count, exact, named_only, ambiguous } = people.count();
  return {
    people: count,
    people_exact: exact,
    merged: Math.max(0, profileRows - count),
    named_only,
    ambiguous,
    unreadable: source.faults(),
  };
}
