/** Values of `--output`. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const OUTPUT_FORMATS = ['text', 'table', 'json', 'ndjson', 'csv'] as const;
