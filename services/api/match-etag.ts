/** Whether `If-None-Match` names the tag. It compares weakly (RFC 9110, 13.1.2): a proxy may have weakened a strong one. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => strong(tag.trim())) ?? [];
  return tags.includes(strong(etag)) || tags.includes('*');
}

function strong(tag: string): string {
  return tag.replace(/^W\//, '');
}
