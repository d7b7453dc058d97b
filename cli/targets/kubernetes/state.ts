import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Remembered } from '#cli/instance/remembered.ts';
import { readRemembered } from '#cli/instance/remembered.ts';
import { guardWrite } from '#cli/instance/write-state.ts';

/** `target.json` of a platform on a cluster: which cluster, and how to know it again. */
export interface KubernetesState extends Remembered {
  target: 'kubernetes';
  context: string;
  server: string;
  /** SHA-256 of the cluster's authority. */
  ca: string | null;
  namespace: string;
  /** Public address; `null` while there is none, or none but through the API server. */
  url: string | null;
}

export function readKubernetesState(path: string): KubernetesState | null {
  return readRemembered<KubernetesState>(path);
}

/** Whole or not at all: written beside, then renamed. */
export function writeKubernetesState(path: string, state: KubernetesState): void {
  const temporary = `${path}.${process.pid}.tmp`;
  guardWrite(dirname(path), () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(temporary, path);
  });
}

/** Forgets the platform: its state alone, or the whole folder that it is in. */
export function forgetKubernetesState(path: string, what: 'state' | 'folder'): void {
  const gone = what === 'folder' ? dirname(path) : path;
  guardWrite(dirname(path), () => rmSync(gone, { recursive: true, force: true }));
}
