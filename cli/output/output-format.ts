/** Values of `--output`. */
export type OutputFormat = 'text' | 'table' | 'json' | 'ndjson' | 'csv';
