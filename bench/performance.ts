/**
 * Writes docs/performance.md: `npm run bench` runs every benchmark, `npm run bench -- NAME…` some of them. Sections that do
 * not run keep the figures of their last run. `NAME=FILE` takes the output of a run from a file. The benchmarks `api` and
 * `servers` need the servers that QUEUE_URL, RABBITMQ_MANAGEMENT_URL, SEARCH_URL and OBJECTS_URL name, `api` also k6 and wrk.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '#tests/support/platform/cli.ts';

const PAGE = join(ROOT, 'docs/performance.md');
/** Written by hand. */
const TRIED = join(ROOT, 'bench/pipeline/tried.md');

const SECTIONS: Readonly<Record<string, { title: string; script: readonly string[] }>> = {
  api: { title: 'API on Elasticsearch, beside a plain `multi_match`', script: ['load.ts'] },
  search: { title: 'Embedded search, beside plain FTS5', script: ['search.ts'] },
  libraries: {
    title: 'Embedded search, beside MiniSearch and Orama',
    script: ['libraries/libraries.ts'],
  },
  pipeline: { title: 'Embedded pipeline', script: ['pipeline/pipeline.ts', '100000'] },
  parts: { title: 'CPU of each step of the pipeline', script: ['pipeline/pipeline-parts.ts'] },
  servers: { title: 'Pipeline into Elasticsearch', script: ['pipeline/pipeline-servers.ts'] },
};

const INTRODUCTION = `# Performance

\`npm run bench\` writes this page. Each block is the output of one benchmark in \`bench/\`. Within a block, the compared runs alternate,
so their ratio is meaningful. Different blocks were measured under different load: do not compare them. If the load average of the
minute before exceeds the number of cores, times are longer than on an idle machine.
`;

const asked = process.argv
  .slice(2)
  .map((argument): [string, string | undefined] => [argument.split('=')[0] ?? '', argument.split('=')[1]]);
for (const [name] of asked) {
  if (!(name in SECTIONS))
    throw new Error(`No benchmark "${name}"; known: ${Object.keys(SECTIONS).join(', ')}`);
}
const outputs = new Map<string, string | undefined>(asked);
const before = await readFile(PAGE, 'utf8').catch(() => '');
const sections: string[] = [];
for (const [name, { title, script }] of Object.entries(SECTIONS)) {
  const isAsked = asked.length === 0 || outputs.has(name);
  const section = isAsked ? await measure(title, script, outputs.get(name)) : sectionOf(before, title);
  if (section !== undefined) sections.push(section);
}
sections.push(await readFile(TRIED, 'utf8'));
await writeFile(PAGE, [INTRODUCTION, ...sections].join('\n'));

async function measure(title: string, script: readonly string[], file?: string): Promise<string> {
  const load = loadavg()[0] ?? 0;
  const output = file === undefined ? await run(script) : await readFile(file, 'utf8');
  const { model = 'unknown' } = cpus()[0] ?? {};
  const machine = `${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  return `## ${title}\n\n${date}, ${machine}, load average ${load.toFixed(1)}.\n\n\`\`\`text\n${output.trim()}\n\`\`\`\n`;
}

async function run([script = '', ...values]: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'bench', script), ...values], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`bench/${script} ended with ${code}`);
  return output;
}

/** The section as the page has it. */
function sectionOf(page: string, title: string): string | undefined {
  const start = page.indexOf(`## ${title}\n`);
  if (start === -1) return undefined;
  const end = page.indexOf('\n## ', start);
  return `${(end === -1 ? page.slice(start) : page.slice(start, end)).trimEnd()}\n`;
}
