interface TrustedPolicy {
  createHTML(html: string): string;
}
interface TrustedFactory {
  createPolicy(name: string, rules: TrustedPolicy): TrustedPolicy;
}

// The pages' security policy allows this one way from text to elements: HTML that this server has rendered.
const factory = (globalThis as { trustedTypes?: TrustedFactory }).trustedTypes;
const policy = factory?.createPolicy('fragment', { createHTML: (html) => html });

/** The first element of a part of a page that the server rendered. */
export function parseFragment(html: string): HTMLElement | undefined {
  const parsed = new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
  const first = parsed.body.firstElementChild;
  return first instanceof HTMLElement ? document.adoptNode(first) : undefined;
}
