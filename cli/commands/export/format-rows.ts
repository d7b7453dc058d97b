import { csvHeading, csvRow } from '#cli/output/text/csv.ts';
import { csvText, jsonText } from '#cli/output/text/safe-text.ts';
import type { Profile } from '#domain/profile.ts';
import type { ExportFormat } from './formats.ts';

/** A part of a file, and the number of profiles up to its end. */
interface FormattedPart {
  text: string;
  rows: number;
}

const ROWS_PER_PART = 200;

/** The profiles as a file of this format, in parts of bounded size. */
export async function* formatRows(
  profiles: AsyncIterable<Profile>,
  format: ExportFormat,
): AsyncGenerator<FormattedPart> {
  const { open, row, close } = FORMATS[format];
  let rows = 0;
  let text = open;
  for await (const profile of profiles) {
    text += row(profile, rows === 0);
    rows++;
    if (rows % ROWS_PER_PART !== 0) continue;
    yield { text, rows };
    text = '';
  }
  yield { text: text + close(rows), rows };
}

interface Format {
  open: string;
  row(profile: Profile, isFirst: boolean): string;
  close(rows: number): string;
}

const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  csv: { open: `${csvHeading()}\n`, row: (profile) => `${csvText(csvRow(profile))}\n`, close: () => '' },
  jsonl: { open: '', row: (profile) => `${jsonText(JSON.stringify(profile))}\n`, close: () => '' },
  json: {
    open: '[',
    row: (profile, isFirst) => `${isFirst ? '\n' : ',\n'}${jsonText(JSON.stringify(profile))}`,
    close: (rows) => (rows === 0 ? ']\n' : '\n]\n'),
  },
};
