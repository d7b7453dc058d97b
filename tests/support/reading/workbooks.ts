import type { ZipMember } from './zip-file.ts';
import { zipOf } from './zip-file.ts';

export interface XlsxParts {
  /** XML of each sheet's rows, by its name. */
  sheets: Record<string, string>;
  sharedStrings?: string;
  styles?: string;
  date1904?: boolean;
  /** Put before the root of every sheet. */
  prolog?: string;
}

/** An XLSX workbook of the given XML. */
export function xlsxOf({ sheets, sharedStrings, styles, date1904 = false, prolog = '' }: XlsxParts): Buffer {
  const names = Object.keys(sheets);
  const members: ZipMember[] = [
    {
      path: 'xl/workbook.xml',
      bytes:
        `<workbook xmlns:r="r"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>` +
        `${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    },
    {
      path: 'xl/_rels/workbook.xml.rels',
      bytes: `<Relationships>${names
        .map(
          (_, i) =>
            `<Relationship Id="rId${i + 1}" Type="t/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
        )
        .join('')}</Relationships>`,
    },
    ...names.map((name, i) => ({
      path: `xl/worksheets/sheet${i + 1}.xml`,
      bytes: `<?xml version="1.0"?>${prolog}<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`,
    })),
  ];
  if (sharedStrings !== undefined)
    members.push({ path: 'xl/sharedStrings.xml', bytes: `<sst>${sharedStrings}</sst>` });
  if (styles !== undefined)
    members.push({ path: 'xl/styles.xml', bytes: `<styleSheet>${styles}</styleSheet>` });
  return zipOf(members);
}

/** An OpenDocument spreadsheet of the given XML: `table:table` elements. */
export function odsOf(tables: string, manifest = '<manifest:manifest/>'): Buffer {
  return zipOf([
    { path: 'mimetype', bytes: 'application/vnd.oasis.opendocument.spreadsheet', stored: true },
    {
      path: 'content.xml',
      bytes: `<office:document-content><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
    },
    { path: 'META-INF/manifest.xml', bytes: manifest },
  ]);
}
