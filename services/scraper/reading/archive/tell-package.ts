import type { Hint } from '#contract/hint/hint.ts';
import { InputFault } from '../input-fault.ts';

/** Formats that are ZIP files and not read: a file in them, what they are, what to do. */
const REFUSED: readonly (readonly [string, string, Hint])[] = [
  ['xl/workbook.bin', 'is a binary Excel workbook', { text: 'save it as XLSX' }],
  ['Index/Document.iwa', 'is a Numbers or Pages document', { text: 'export it as CSV or XLSX' }],
  ['word/document.xml', 'is a Word document', { text: 'save its table as CSV or XLSX' }],
  ['ppt/presentation.xml', 'is a presentation', { text: 'save its table as CSV or XLSX' }],
];

/** Tells what a ZIP file is by the files in it. Throws `InputFault` for documents that are not read. */
export function tellPackage(paths: readonly string[], name: string): 'xlsx' | 'ods' | 'archive' {
  if (paths.includes('xl/workbook.xml')) return 'xlsx';
  if (paths.includes('content.xml') && paths.includes('META-INF/manifest.xml')) return 'ods';
  for (const [path, what, hint] of REFUSED) {
    if (paths.includes(path)) throw new InputFault('not_a_table', `${name} ${what}`, hint);
  }
  return 'archive';
}
