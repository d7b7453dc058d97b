import { NotReadyError } from '#cli/errors.ts';
import { foreignFinalizers, removeFinalizers } from '#cli/kubernetes/held-deletion.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, refOf } from '#cli/kubernetes/objects.ts';

/** `ConfigMap/x (held by example.com/finalizer)`. */
export function describeHeld(object: KubeObject): string {
  const held = object.metadata.finalizers?.join(', ');
  return `${describeRef(refOf(object))}${held ? ` (held by ${held})` : ''}`;
}

export function notGone(left: readonly string[], cause: unknown): NotReadyError {
  return new NotReadyError(`${(cause as Error).message}. Not deleted yet: ${left.join(', ')}`, {
    code: 'not_gone',
    hint: { text: 'continue', command: ['down'] },
    laggards: left,
    cause,
  });
}

/** Objects whose finalizers no controller removes. */
export function heldError(held: readonly KubeObject[]): NotReadyError {
  const [first] = held;
  const finalizers = first ? foreignFinalizers(first).join(', ') : '';
  return new NotReadyError(
    `Not deleted: ${held.map(describeHeld).join(', ')}. No controller removes the finalizer`,
    {
      code: 'deletion_held',
      hint: {
        text: `start the controller of ${finalizers}; if it no longer exists, remove the finalizer, then continue`,
        ...(first && { shell: [removeFinalizers(first)] }),
        command: ['down'],
      },
      laggards: held.map((object) => describeRef(refOf(object))),
    },
  );
}
