export interface Reference {
  kind: 'image' | 'action';
  /** `docker.elastic.co/elasticsearch/elasticsearch`, `actions/checkout`. */
  name: string;
  /** The tag of an image, the release of an action. */
  version: string;
  /** Digest of an image, commit of an action; `null` when the tag is all that is known. */
  pin: string | null;
}

const IMAGE =
  /(?:image: |FROM |[A-Z_]+_IMAGE[=:] ?|docker run (?:--?\S+ |\S+=\S+ )*)((?:[a-z0-9.-]+(?::\d+)?\/)*[a-z0-9._-]+):([\w.-]+)(?:@(sha256:[0-9a-f]{64}))?/g;
const ACTION = /uses: ([\w.-]+\/[\w./-]+)@(\S+)(?: # (\S+))?/g;

/** Every image and action that a file names by a tag or a commit. */
export function findReferences(text: string): Reference[] {
  const images = [...text.matchAll(IMAGE)].map(([, name = '', version = '', pin]): Reference => {
    return { kind: 'image', name, version, pin: pin ?? null };
  });
  const actions = [...text.matchAll(ACTION)].map(([, name = '', at = '', release]): Reference => {
    const isCommit = /^[0-9a-f]{40}$/.test(at);
    return { kind: 'action', name, version: isCommit ? (release ?? '') : at, pin: isCommit ? at : null };
  });
  return [...images, ...actions];
}

/** The same text with the pin after every reference that lacks one. */
export function writePin(text: string, { kind, name, version }: Reference, pin: string): string {
  const escaped = (part: string) => part.replaceAll(/[.+]/g, '\\$&');
  if (kind === 'action') {
    return text.replaceAll(new RegExp(`uses: ${escaped(name)}@${escaped(version)}(?: #.*)?$`, 'gm'), () => {
      return `uses: ${name}@${pin} # ${version}`;
    });
  }
  const bare = new RegExp(`(?<![\\w./-])${escaped(name)}:${escaped(version)}(?![\\w.@-])`, 'g');
  return text.replaceAll(bare, `${name}:${version}@${pin}`);
}
