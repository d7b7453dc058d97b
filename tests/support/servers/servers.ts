/**
 * The address of a real server from the environment. `undefined` means that its tests are skipped; where servers are
 * required (`REQUIRE_SERVERS=1`) a missing address is a failure.
 */
export function serverUrl(name: 'OBJECTS_URL' | 'SEARCH_URL' | 'QUEUE_URL'): URL | undefined {
  const value = process.env[name];
  if (value) return new URL(value);
  if (process.env.REQUIRE_SERVERS === '1') throw new Error(`${name} is required and not set`);
  return undefined;
}
