import type { Scene } from './scene.ts';

/** One thing that goes wrong. Messages have the words of real components. */
export interface Fault {
  /** Code of the rule that has to name it. */
  code: string;
  /** `Kind/name` of the object that has to be named. */
  apply(scene: Scene): string;
  /** It takes part of the cluster away that other faults need. */
  alone?: true;
}

export const subject = ({ kind, metadata }: { kind: string; metadata: { name: string } }): string =>
  `${kind}/${metadata.name}`;
