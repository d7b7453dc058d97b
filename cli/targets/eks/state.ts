import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { guardWrite } from '#cli/instance/guard-write.ts';
import type { Remembered } from '#cli/instance/remembered.ts';
import { readRemembered } from '#cli/instance/remembered.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';

/** `target.json` of an instance on EKS: where it is. Its resources are read from AWS each time. */
export interface EksState extends Remembered {
  target: 'eks';
  region: string;
  account: string;
  /** ARN of the control plane; `null` until it exists. */
  cluster: string | null;
  /** Time of the first `up`; ISO 8601. */
  first_up: string;
  /** The agreed cost in US dollars per month; `null` without consent. */
  agreed: number | null;
}

export function readEksState(path: string): EksState | null {
  return readRemembered<EksState>(path);
}

export function writeEksState(path: string, state: EksState): void {
  writePrivate(path, `${JSON.stringify(state, null, 2)}\n`);
}

/** Forgets the cluster, which no longer exists. What is remembered of the instance stays. */
export function forgetCluster(folder: string): void {
  guardWrite(folder, () => {
    for (const name of ['kubeconfig', 'kubernetes.json', 'cluster-config.yaml', 'eksctl.json'])
      rmSync(join(folder, name), { force: true });
  });
}

/** Forgets the instance: nothing of it is left in AWS. Logs and receipts stay. */
export function forgetEksState(folder: string): void {
  forgetCluster(folder);
  guardWrite(folder, () => {
    for (const name of ['credentials.json', 'target.json']) rmSync(join(folder, name), { force: true });
  });
}

/** Writes a file that only its owner can read. Throws an `OperationError` that names the folder. */
export function writePrivate(path: string, text: string): void {
  guardWrite(dirname(path), () => writePrivateFile(path, text));
}
