import { AbortError, OperationError, UserError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import type { EventSink } from '#cli/output/events/events.ts';
import { event, note, warning } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type {
  ImportReportLine,
  ImportSuggestion,
  ImportSummary,
  ImportTable,
} from '#contract/import/import.ts';

/** Counts of one finished import. */
export interface ImportResult {
  rows: number;
  accepted: number;
  posts_only: number;
  rejected: number;
  skipped: number;
  elapsed_ms: number;
}

/** The import can continue once the user has answered one question; `suggestion` is one possible answer. Exit code 2. */
export class ImportQuestion extends UserError {
  readonly suggestion: ImportSuggestion;
  constructor(message: string, details: { code: string; hint: Hint; suggestion: ImportSuggestion }) {
    super(message, details);
    this.suggestion = details.suggestion;
  }
}

export interface FollowResult extends ImportResult {
  summary: ImportSummary;
  importId: string;
}

export interface FollowOptions {
  name: string;
  unit: 'rows' | 'profiles';
  /** Fraction that is done, from 0 to 1; `null` when the total is unknown. */
  fraction(counts: { bytes: number; rows: number }): number | null;
  total: number | null;
  /** How many rejected rows are reported one by one; the rest is only counted. */
  showRejected: number;
  sink: EventSink;
  /** A table has been understood. */
  onTable?(table: ImportTable): void;
}

function describeFailure(name: string, { message, accepted }: { message: string; accepted: number }): string {
  const named = message.startsWith(name) ? message : `${name}: ${message}`;
  return accepted === 0
    ? named
    : `${named} (the ${formatCount(accepted)} rows that were already accepted are kept)`;
}

/** What the user can do while an import waits; `undefined` if waiting is enough. */
function adviceFor(code: string | undefined): Hint | undefined {
  const rest = 'the import then continues; Ctrl-C ends it and keeps the accepted rows';
  if (code === 'disk_full') return { text: `free disk space; ${rest}` };
  if (code === 'quota_exceeded') return { text: `free disk space or raise the quota; ${rest}` };
  if (code === 'read_only') return { text: `mount the file system for writing; ${rest}` };
  return undefined;
}

/** Forwards the lines. If the command is interrupted or times out, reports how many rows were accepted. */
async function* tellKept(
  report: AsyncIterable<ImportReportLine>,
  { name, unit, sink }: Pick<FollowOptions, 'name' | 'unit' | 'sink'>,
): AsyncGenerator<ImportReportLine> {
  let accepted = 0;
  try {
    for await (const line of report) {
      if ('accepted' in line) accepted = line.accepted;
      yield line;
    }
  } catch (error) {
    const ended =
      error instanceof AbortError || (error instanceof OperationError && error.code === 'timeout');
    if (ended) {
      const kept = `At least ${formatCount(accepted)} ${unit} of ${name} are accepted and kept`;
      const message = accepted === 0 ? `Nothing of ${name} is accepted yet` : kept;
      sink.emit(
        note('import_interrupted', `${message}; repeat the import to continue; no row is added twice`),
      );
    }
    throw error;
  }
}

const RESUMED = note('import_resumed', 'The import continues');

/** Follows the report of one import to its end. Throws an `OperationError` when the import fails. */
export async function followImport(
  report: AsyncIterable<ImportReportLine>,
  { name, unit, fraction, total, showRejected, sink, onTable }: FollowOptions,
): Promise<FollowResult> {
  const started = performance.now();
  let shown = 0;
  let waits = false;
  for await (const line of tellKept(report, { name, unit, sink })) {
    switch (line.type) {
      case 'progress': {
        const elapsed = performance.now() - started;
        const { waiting } = line;
        const part = fraction(line);
        if (waits && waiting === undefined) sink.emit(RESUMED);
        waits = waiting !== undefined;
        sink.emit(
          event({
            type: 'progress',
            step: 'import',
            done: line.rows,
            total,
            unit,
            fraction: part,
            rate: elapsed > 0 && !waits ? line.rows / (elapsed / 1_000) : null,
            remaining_ms: part !== null && part > 0 && !waits ? (elapsed * (1 - part)) / part : null,
            ...(waiting && { waiting: waiting.reason }),
          }),
        );
        break;
      }
      case 'rejected':
        if (shown++ < showRejected) {
          sink.emit(event({ type: 'rejected', name: line.name, line: line.line, reason: line.reason }));
        }
        break;
      case 'waiting':
        waits = true;
        sink.emit(warning('import_waiting', `The import is waiting: ${line.reason}`, adviceFor(line.code)));
        break;
      case 'table':
        onTable?.(line.table);
        break;
      case 'failed':
        if (line.suggestion !== undefined) {
          const { code, hint, suggestion } = line;
          throw new ImportQuestion(describeFailure(name, line), { code, hint, suggestion });
        }
        throw new OperationError(describeFailure(name, line), { code: line.code, hint: line.hint });
      case 'done': {
        // It can end before its next progress.
        if (waits) sink.emit(RESUMED);
        const { rows, accepted, posts_only, rejected, skipped, elapsed_ms, summary, import_id } = line;
        const result = { rows, accepted, posts_only, rejected, skipped, elapsed_ms };
        return { ...result, summary, importId: import_id };
      }
    }
  }
  throw new OperationError(`${name}: the connection to the instance closed before the import finished`, {
    code: 'answer_broken_off',
    hint: { text: 'accepted rows are kept; check the instance, then repeat the import', command: ['status'] },
  });
}
