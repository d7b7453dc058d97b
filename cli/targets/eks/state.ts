import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Remembered } from '#cli/instance/remembered.ts';
import { readRemembered } from '#cli/instance/remembered.ts';
import { guardWrite } from '#cli/instance/write-state.ts';

/** `target.json` of a platform on EKS: where to ask. What exists is asked from AWS each time. */
export interface EksState extends Remembered {
  target: 'eks';
  region: string;
  account: string;
  /** ARN of the control plane; `null` until it is there. */
  cluster: string | null;
  /** When `up` first went to make the cluster; ISO 8601. */
  first_up: string;
  /** What was agreed to, in US dollars a month; `null` when nothing was. */
  agreed: number | null;
}

export function readEksState(path: string): EksState | null {
  return readRemembered<EksState>(path);
}

/** Whole or not at all: written beside, then renamed. */
export function writeEksState(path: string, state: EksState): void {
  writePrivate(path, `${JSON.stringify(state, null, 2)}\n`);
}

/** Forgets the platform: nothing of it is left in AWS. Logs and receipts stay. */
export function forgetEksState(path: string): void {
  const folder = dirname(path);
  guardWrite(folder, () => {
    for (const name of ['kubeconfig', 'kubernetes.json', 'cluster-config.yaml', 'eksctl.json'])
      rmSync(`${folder}/${name}`, { force: true });
    rmSync(path, { force: true });
  });
}

/** Writes a file that only its owner reads, whole or not at all. */
export function writePrivate(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  guardWrite(dirname(path), () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, text, { mode: 0o600, flush: true });
    renameSync(temporary, path);
  });
}
