/** One fault run, as the table shows it. Times in milliseconds. */
export interface FaultRow {
  scenario: string;
  /** From the end of the fault until the next document was found. */
  recoveredMs: number;
  totalMs: number;
  /** Attempts at the import that were broken off. */
  brokenImports: number;
  restarts: number;
  dead: number;
  documents: number;
}

export function printTable(on: string, profiles: number, rows: readonly FaultRow[]): void {
  if (rows.length === 0) return;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  console.log(`\nFaults on ${on} backing parts, ${profiles} profiles each`);
  console.log(
    '| fault | recovered after | whole run | broken imports | restarts | dead letters | documents |',
  );
  console.log('| --- | --: | --: | --: | --: | --: | --: |');
  for (const row of rows) {
    const cells = [
      row.scenario,
      seconds(row.recoveredMs),
      seconds(row.totalMs),
      row.brokenImports,
      row.restarts,
      row.dead,
      row.documents,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
