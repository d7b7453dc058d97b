/** Product, version and contact, as the hosts of pictures see them. */
export function describeUserAgent(version: string, contact: string | null): string {
  return `InfluScope/${version} (${contact === null ? 'self-hosted; no contact given' : `contact: ${contact}`})`;
}
