/**
 * One process of the backend: `main.js <api|scraper|indexer|analytics|all>`. Its environment configures it. It loads
 * only its own services: those of the others would be a third of its memory.
 */
import { runProcess } from '#runtime/process/process.ts';
import { buildProcess } from './build-process.ts';
import { parseServiceNames } from './config.ts';

// Data and logs are readable by the user of the process alone, whatever the umask of the machine.
process.umask(0o077);
const names = parseServiceNames(process.argv[2]);
if (names === null) {
  process.stderr.write('Usage: main.js <api|scraper|indexer|analytics|all>\n');
  process.exitCode = 2;
} else {
  process.exitCode = await runProcess((fatal) => buildProcess(names, process.env, fatal));
  // Timers of libraries must not keep a drained process alive.
  process.exit();
}
