/**
 * Checks that each area imports only what `boundaries/areas.ts` allows, and that no imports form a cycle, type-only imports
 * included. Exit 1 with one line for each fault.
 */
import { findViolations } from './boundaries/check-imports.ts';
import { findCycles } from './boundaries/find-cycles.ts';
import { readTree } from './boundaries/read-tree.ts';

const { files, aliases, graph } = readTree(process.argv[2] ?? '.');
const violations = findViolations(files, aliases);
const cycles = findCycles(graph);
const faults = [
  ...violations.map(({ file, line, target, reason }) => `${file}:${line} imports ${target}: ${reason}`),
  ...cycles.map((cycle) => `cycle: ${[...cycle, cycle[0]].join(' → ')}`),
];
for (const fault of faults) console.error(fault);
const imports = [...files.values()].reduce((sum, list) => sum + list.length, 0);
console.log(
  `${files.size} files, ${imports} imports: ${violations.length} not allowed, ${cycles.length} cycles`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
