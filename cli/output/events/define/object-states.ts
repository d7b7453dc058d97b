import type { ChalkInstance } from 'chalk';

/** How far an object of a cluster is. */
export const OBJECT_STATES = ['current', 'in-progress', 'failed'] as const;
export type ObjectState = (typeof OBJECT_STATES)[number];

export const MARKS: Readonly<Record<ObjectState, (style: ChalkInstance) => string>> = {
  current: (style) => style.green('✔'),
  'in-progress': (style) => style.yellow('…'),
  failed: (style) => style.red('✖'),
};
