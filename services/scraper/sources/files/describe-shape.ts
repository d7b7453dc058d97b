import { lookAtColumn } from '#scraper/mapping/column-evidence.ts';
import { flattenRecord, valueAt } from '#scraper/mapping/flatten-record.ts';
import type { InferOptions } from '#scraper/mapping/infer-mapping.ts';
import { platformOfLabel } from '#scraper/mapping/infer-platform.ts';
import { recordReads } from '#scraper/mapping/record-reads.ts';
import type { ColumnUse, PlatformChoice, TableMapping } from '#scraper/mapping/table-mapping.ts';
import { createFieldFaults } from '#scraper/reading/fields/field-faults.ts';
import type { Reading } from '#scraper/reading.ts';
import type { RowContext } from './row-context.ts';
import type { Shape } from './shape.ts';

/** How rows of a known shape are read: which of their values are used is seen by reading a few of them. */
export function describeShape(
  shape: Shape,
  sample: readonly Record<string, unknown>[],
  labels: readonly string[],
  options: InferOptions & { context: Pick<RowContext, 'asOf' | 'now'> },
): TableMapping {
  const platform = platformOf(labels, options);
  const context: RowContext = {
    platform: platform.platform,
    asOf: options.context.asOf ?? options.context.now,
    now: options.context.now,
    dayOrder: null,
    rateInPercent: false,
    faults: createFieldFaults(),
  };
  const readings: Reading[] = [];
  const used = new Set<string>();
  for (const row of sample) {
    for (const path of recordReads(row, (watched) => readings.push(shape.read(watched, context))))
      used.add(path);
  }
  const paths = [...new Set(sample.flatMap((row) => [...flattenRecord(row).keys()]))].slice(0, 1_000);
  const columns = paths.map((path, index): ColumnUse => {
    const { samples } = lookAtColumn(sample.map((row) => valueAt(row, path)));
    const why = used.has(path) ? shape.name : 'not used by this format';
    return {
      index,
      name: path,
      field: null,
      used: used.has(path),
      why,
      contradicted: false,
      scale: 1,
      samples,
    };
  });
  const known = new Set(readings.map((reading) => reading.platform));
  const [only] = known;
  return {
    header: null,
    columns,
    shape: shape.name,
    platform:
      only !== undefined && known.size === 1 ? { platform: only, by: 'shape', detail: shape.name } : platform,
    posts: readings.length > 0 && readings.every((reading) => reading.profile === null),
    trustsIds: true,
    dayOrder: null,
    rateInPercent: false,
    missing: [],
    questions:
      readings.length === 0 && platform.platform === null && sample.length > 0 ? ['platform_unknown'] : [],
  };
}

function platformOf(labels: readonly string[], { platform }: InferOptions): PlatformChoice {
  if (platform !== null) return { platform, by: 'option', detail: platform };
  for (const label of labels) {
    const found = platformOfLabel(label);
    if (found !== null) return { platform: found, by: 'label', detail: label };
  }
  return { platform: null, by: 'none', detail: '' };
}
