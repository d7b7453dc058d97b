/** Formats of an export. They stand apart so that the help loads nothing else. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
