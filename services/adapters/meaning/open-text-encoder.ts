import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MissingTextEncoder, TextEncoderOpening } from '#ports/text-encoder.ts';
import { findDataPackage, MANIFEST } from './find-data-package.ts';

const INSTALL = { text: 'Install the data in a clone', shell: [['npm', 'run', 'meaning:data']] };

/** Opens the encoder of the data package, if that is installed. `folder` names another place of the package. */
export async function openTextEncoder(folder = findDataPackage()): Promise<TextEncoderOpening> {
  if (folder === undefined || !existsSync(join(folder, MANIFEST))) {
    return missing('meaning_not_installed', 'Search by meaning is off: its data package is not installed.');
  }
  return missing('meaning_incompatible', 'Search by meaning is off: its data package is of another version.');
}

function missing(code: MissingTextEncoder['code'], message: string): TextEncoderOpening {
  return { encoder: null, missing: { code, message, hint: INSTALL } };
}
