import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { guardWrite } from '#cli/instance/guard-write.ts';
import { writePrivateFile } from '#lib/atomic-file.ts';
import type { LocalPaths } from './paths.ts';
import type { LocalDocument, LocalState } from './state.ts';

export function writeLocalState(paths: LocalPaths, { port, process: known }: LocalState): void {
  const document: LocalDocument = { v: 1, target: 'local', port, ...(known ?? { pid: null }) };
  guardWrite(paths.folder, () => writePrivateFile(paths.state, `${JSON.stringify(document, null, 2)}\n`));
}

/** Creates the folders, readable by their owner only, and the admin token. */
export function prepareFolders(home: string, paths: LocalPaths): void {
  guardWrite(home, () => {
    for (const folder of [home, paths.folder, paths.logs, paths.data]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    if (!existsSync(paths.token)) {
      writePrivateFile(paths.token, `${randomBytes(32).toString('hex')}\n`);
    }
  });
}
