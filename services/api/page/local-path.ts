/** The path, if it leads to this server; else `/`. An address of another server begins with two slashes. */
export function localPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])[^\s]*$/.test(path) ? path : '/';
}
