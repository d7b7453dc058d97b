import { CORPORA } from './corpora.ts';
import { MEASURES } from './measures.ts';

/** By `corpus|engine|measure`. */
export type Figures = Map<string, { asked: number; share: number | null }>;

const ENGINES = ['embedded', 'Elasticsearch'];
const HEADER = `# Search quality

\`npm run quality\` writes this page. Each row asks up to 400 seeded questions about the profiles of a corpus and counts
the share of right answers. Set \`SEARCH_URL\` to measure Elasticsearch too. Rows that cannot be measured on a machine
keep the figures of the last run. The questions are defined in \`bench/search-quality\`.
`;

/** The page: a table for each corpus. */
export function renderPage(figures: Figures): string {
  const tables = CORPORA.map(({ name: corpus }) => {
    const rows = MEASURES.map(({ name, right, goal }) => {
      const cells = ENGINES.map((engine) => figures.get(`${corpus}|${engine}|${name}`));
      const asked = cells.find((cell) => cell !== undefined)?.asked ?? 0;
      const shares = cells.map((cell) => cell?.share?.toFixed(3) ?? '-');
      return `| ${name} | ${right} | ${goal ?? '-'} | ${asked} | ${shares.join(' | ')} |`;
    });
    return [
      `## ${corpus.charAt(0).toUpperCase()}${corpus.slice(1)}`,
      '',
      `| question | right when | goal | asked | ${ENGINES.join(' | ')} |`,
      '|---|---|---:|---:|---:|---:|',
      ...rows,
      '',
    ].join('\n');
  });
  return `${HEADER}\n${tables.join('\n')}`;
}

/** The figures of a page that `renderPage` wrote. */
export function readFigures(page: string): Figures {
  const figures: Figures = new Map();
  let corpus = '';
  for (const line of page.split('\n')) {
    const title = /^## (.+)$/.exec(line)?.[1];
    if (title) corpus = title.toLowerCase();
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells.length !== 8 || !/^\d+$/.test(cells[4] ?? '')) continue;
    for (const [at, engine] of ENGINES.entries()) {
      const share = cells[5 + at] ?? '-';
      figures.set(`${corpus}|${engine}|${cells[1]}`, {
        asked: Number(cells[4]),
        share: share === '-' ? null : Number(share),
      });
    }
  }
  return figures;
}
