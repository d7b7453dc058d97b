/** The indexer's variable for the setting: days by source. */
export function variablesOfRetention(retention: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(retention).map(([source, days]) => `${source}=${days}`);
  return pairs.length === 0 ? {} : { RETENTION: pairs.join(',') };
}
