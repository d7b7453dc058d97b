import { isDeepStrictEqual } from 'node:util';
import { OperationError } from '#cli/errors.ts';
import { maskDeep } from '#cli/output/text/mask-deep.ts';
import type { KubeClient } from '../client/client.ts';
import { isStatus } from '../client/errors.ts';
import type { KubeObject } from '../objects.ts';
import { describeRef, refOf } from '../objects.ts';
import { applyObject, FieldConflictError } from './apply.ts';
import { ABSENT, valueAt } from './field-path.ts';

/** A field that another manager set to another value. */
export interface Conflict {
  /** `Deployment/api`. */
  object: string;
  /** `.spec.replicas`. */
  field: string;
  manager: string;
  theirs: unknown;
  ours: unknown;
}

/** What an apply would do. */
export interface Preview {
  before: KubeObject | null;
  /** As it would be with every conflict decided for us. */
  after: KubeObject;
  /** Fields of other managers whose values differ from ours. Equal ones are adopted without a word. */
  conflicts: Conflict[];
}

export interface PreviewOptions {
  manager: string;
  signal: AbortSignal;
}

/** Asks the server, by a dry run, what an apply would change and which fields are in its way. */
export async function previewApply(
  client: KubeClient,
  object: KubeObject,
  { manager, signal }: PreviewOptions,
): Promise<Preview> {
  const before = await client.get(refOf(object), signal);
  const options = { manager, dryRun: true, signal };
  try {
    const after = await applyObject(client, object, { ...options, force: false });
    return { before, after, conflicts: [] };
  } catch (error) {
    if (!(error instanceof FieldConflictError)) throw error;
    const after = await applyObject(client, object, { ...options, force: true });
    const conflicts = error.fields.flatMap(({ field, manager: other }) => {
      const [theirs, ours] = [valueAt(before, field), valueAt(after, field)];
      const known = theirs !== ABSENT || ours !== ABSENT;
      if (known && isDeepStrictEqual(theirs, ours)) return [];
      return [{ object: describeRef(refOf(object)), field, manager: other, theirs, ours }];
    });
    return { before, after, conflicts };
  }
}

export const conflictKey = ({ object, field }: Pick<Conflict, 'object' | 'field'>): string =>
  `${object} ${field}`;

const ATTEMPTS = 8;

/**
 * Applies the object. Takes fields of other managers that equal ours, and those whose keys are in `allowed`; throws a
 * `ConflictsError` for any other. Another change at the same moment is noticed, and everything is decided again.
 */
export async function applyAdopting(
  client: KubeClient,
  object: KubeObject,
  { allowed, ...options }: PreviewOptions & { allowed: ReadonlySet<string> },
): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyObject(client, object, { ...options, force: false });
    } catch (error) {
      if (!(error instanceof FieldConflictError)) throw error;
      const { before, conflicts } = await previewApply(client, object, options);
      const refused = conflicts.filter((conflict) => !allowed.has(conflictKey(conflict)));
      if (refused.length > 0) throw new ConflictsError(refused);
      const { resourceVersion } = before?.metadata ?? {};
      const metadata = { ...object.metadata, ...(resourceVersion !== undefined && { resourceVersion }) };
      try {
        return await applyObject(client, { ...object, metadata }, { ...options, force: true });
      } catch (late) {
        if (!isStatus(late, 409) || attempt === ATTEMPTS) throw late;
      }
    }
  }
}

const SHOWN = 80;

/** All the fields that other managers hold, of all objects. */
export class ConflictsError extends OperationError {
  readonly conflicts: readonly Conflict[];
  constructor(conflicts: readonly Conflict[]) {
    super(`Other field managers set different values:\n${conflicts.map(describeConflict).join('\n')}`, {
      code: 'field_conflict',
      hint: { text: 'repeat the command with --force-conflicts to overwrite only these fields' },
    });
    this.conflicts = conflicts;
  }
}

/** `  Deployment/api .spec.replicas: 2 set by kubectl, 1 in the manifests`. Secrets are masked. */
export function describeConflict({ object, field, manager, theirs, ours }: Conflict): string {
  // Whole parts of an object, with whatever is in them.
  if (ours === ABSENT) return `  ${object} ${field}: added by ${manager}`;
  return `  ${object} ${field}: ${show(field, theirs)} set by ${manager}, ${show(field, ours)} in the manifests`;
}

function show(field: string, value: unknown): string {
  if (value === ABSENT) return 'nothing';
  const variable = /\[name="([^"]+)"\]\.value$/.exec(field)?.[1];
  const name = variable ?? field.split('.').at(-1) ?? '';
  const text = JSON.stringify(maskDeep({ [name]: value }, [])[name]);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}
