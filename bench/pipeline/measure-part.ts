/** Runs a step over all profiles and prints what it cost. */
export type Part = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Processor time a profile, microseconds: of all threads, kernel included. */
export function createPart(count: number): Part {
  return async (name, work) => {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    console.log(`${name.padEnd(46)} ${((user + system) / count).toFixed(1).padStart(7)} us CPU`);
    return result;
  };
}
