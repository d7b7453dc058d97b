import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { guardWrite } from '#cli/instance/guard-write.ts';
import type { Remembered } from '#cli/instance/remembered.ts';
import { readRemembered } from '#cli/instance/remembered.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';
import { removeSavedCredentials } from './secrets/saved-credentials.ts';

/** `target.json` of an instance on a cluster: which cluster, and how to recognise it. */
export interface KubernetesState extends Remembered {
  target: 'kubernetes';
  context: string;
  server: string;
  /** SHA-256 of the cluster's authority. */
  ca: string | null;
  namespace: string;
  /** Public address; `null` when there is none, or only the way through the API server. */
  url: string | null;
}

export function readKubernetesState(path: string): KubernetesState | null {
  return readRemembered<KubernetesState>(path);
}

export function writeKubernetesState(path: string, state: KubernetesState): void {
  guardWrite(dirname(path), () => writePrivateFile(path, `${JSON.stringify(state, null, 2)}\n`));
}

/** Removes the state file and the saved credentials, or the whole folder that they are in. */
export function forgetKubernetesState(path: string, what: 'state' | 'folder'): void {
  guardWrite(dirname(path), () => {
    if (what === 'state') removeSavedCredentials(path);
    rmSync(what === 'folder' ? dirname(path) : path, { recursive: true, force: true });
  });
}
