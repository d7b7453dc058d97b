/** Formats of an export, in a file of their own so that the help loads nothing else. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
