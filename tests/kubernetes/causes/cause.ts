import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { CliOptions, Place } from '../../integration/cli/kubernetes/cluster.ts';
import { oneDeployment } from '../../integration/cli/kubernetes/cluster.ts';

const run = promisify(execFile);

/** One fault of a cluster, how to cause it, and what the diagnosis has to say. */
export interface Cause {
  name: string;
  /** Of the rule that has to come first. */
  code: string;
  /** `Kind/name`. */
  object: string;
  /** In the message, as proof. */
  proof: RegExp;
  /** The nodes that it needs; without it any. */
  nodes?: 'real' | 'fake';
  /** The manifests to deploy; those of a small instance with `small`. */
  edit?(stages: Stage[]): Stage[];
  small?: true;
  /** The text of `influscope.yaml` to deploy with. */
  settings?: string;
  /** Changes the cluster. Without `edit` and `settings`, `explain` is asked until it names the cause. */
  change?(place: Place): Promise<unknown>;
  undo?(place: Place): Promise<unknown>;
  /** How `explain` is run. */
  asked?: CliOptions;
  /** Of the deploy, for what may heal. */
  timeout?: string;
  /** The instance does not have to be repaired afterwards. */
  clean?: true;
}

// biome-ignore lint/suspicious/noExplicitAny: faults change fields that no type of the product names.
export type Loose = any;

export const findDeployment = (stages: readonly Stage[], name: string): Loose =>
  stages
    .flatMap(({ objects }) => objects)
    .find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);

/** Changes the pods of the API. */
export const editApi =
  (change: (pod: Loose, container: Loose, template: Loose) => void) =>
  (stages: Stage[]): Stage[] => {
    const { template } = findDeployment(stages, 'api').spec;
    change(template.spec, template.spec.containers[0], template);
    return stages;
  };

/** The API runs this instead of its own program. */
export const program = (code: string) =>
  editApi((_pod, container) => {
    container.command = ['/usr/local/bin/node', '-e', code];
  });

/** Makes new pods without another change. */
export const touch = (why: string) =>
  editApi((_pod, _container, template) => {
    template.metadata.annotations = { changed: why };
  });

/** One small Deployment whose pods behave so, on fake nodes. */
export const behaves = (behaviour: string, change: (pod: Loose) => void = () => {}) => ({
  nodes: 'fake' as const,
  small: true as const,
  object: 'Deployment/probe',
  edit: (stages: Stage[]) => {
    const small = oneDeployment(stages, behaviour);
    change(findDeployment(small, 'probe').spec.template.spec);
    return small;
  },
});

export async function apply(place: Place, object: object): Promise<void> {
  const child = run('kubectl', ['apply', '-n', place.name, '-f', '-']);
  child.child.stdin?.end(JSON.stringify(object));
  await child;
}

export const kubectl = (place: Place, ...args: string[]) => place.kubectl('-n', place.name, ...args);
export const patch = (place: Place, object: string, change: object) =>
  kubectl(place, 'patch', object, '--type=merge', '-p', JSON.stringify(change));
/** Its pods are replaced, without time to end. */
export const restart = (place: Place, name: string) =>
  kubectl(
    place,
    'delete',
    'pod',
    '-l',
    `app.kubernetes.io/name=${name}`,
    '--wait=false',
    '--force',
    '--grace-period=0',
  );
export const nodeNames = async (place: Place) =>
  (await place.kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}')).split(' ');
