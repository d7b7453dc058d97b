import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_TAG } from '#cli/aws/sweep/data-volume.ts';
import { OperationError, systemCode, systemReason } from '#cli/errors.ts';
import { guardWrite } from '#cli/instance/guard-write.ts';
import type { SecretObject } from '#cli/targets/kubernetes/secrets/credentials.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';

const NAME = 'kept-credentials';

/** Path of the credentials of the kept data, in the instance's folder; only its owner can read it. */
export const keptCredentialsPath = (folder: string): string => join(folder, `${NAME}.json`);

/** Of data that was kept earlier still: other volumes may need them. */
const earlierPath = (folder: string, at: string): string =>
  join(folder, `${NAME}-${at.replaceAll(/[:.]/g, '-')}.json`);

/**
 * The Secret that was saved for the volumes kept at `at`; `null` when it is not on this machine. Throws an `OperationError`
 * for a file that cannot be read.
 */
export function readKeptCredentials(folder: string, at: string): SecretObject | null {
  for (const path of [keptCredentialsPath(folder), earlierPath(folder, at)]) {
    const secret = readSecret(path);
    // Written before the time was recorded: it is of the only data that was kept then.
    if (secret !== null && [undefined, at].includes(keptAtOf(secret))) return secret;
  }
  return null;
}

/** Saves the Secret. Another one that was saved before stays, under another name. */
export function saveKeptCredentials(folder: string, secret: SecretObject, at: string): void {
  const path = keptCredentialsPath(folder);
  const { apiVersion, kind, type, data, metadata } = secret;
  const { name, namespace, labels } = metadata;
  const kept = {
    apiVersion,
    kind,
    type,
    metadata: { name, namespace, labels, annotations: { [KEPT_TAG]: at } },
    data,
  };
  guardWrite(folder, () => {
    const before = readSecret(path);
    if (before !== null && JSON.stringify(before.data) !== JSON.stringify(data))
      writePrivateFile(earlierPath(folder, keptAtOf(before) ?? 'earlier'), toText(before));
    writePrivateFile(path, toText(kept));
  });
}

/** Deletes all saved credentials: the data they belong to is gone. */
export function forgetKeptCredentials(folder: string): void {
  guardWrite(folder, () => {
    for (const file of readdirSync(folder))
      if (file.startsWith(NAME) && file.endsWith('.json')) rmSync(join(folder, file), { force: true });
  });
}

const toText = (secret: object): string => `${JSON.stringify(secret, null, 2)}\n`;

const keptAtOf = ({ metadata }: SecretObject): string | undefined => metadata.annotations?.[KEPT_TAG];

function readSecret(path: string): SecretObject | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    throw unusable(path, systemReason(cause), cause);
  }
  try {
    const secret = JSON.parse(text) as SecretObject;
    if (secret.kind === 'Secret' && typeof secret.metadata?.name === 'string') return secret;
  } catch (cause) {
    throw unusable(path, (cause as Error).message, cause);
  }
  throw unusable(path, 'it is not a Secret');
}

function unusable(path: string, why: string, cause?: unknown): OperationError {
  return new OperationError(`Cannot read the kept credentials in ${path}: ${why}`, {
    code: 'credentials_unusable',
    hint: { text: 'restore that file from a backup; the kept data cannot be read without it' },
    cause,
  });
}
