import { ConfigError } from './config-error.ts';

/** The variables of one process, and the faults found in them so far. */
export interface Environment {
  /** The value; `undefined` when it is unset or empty. */
  get(name: string): string | undefined;
  /** Notes a fault, so that all faults are reported together. */
  fault(name: string, problem: string): void;
  readonly faults: readonly string[];
  /** Throws `ConfigError` when any fault was noted. */
  assertValid(): void;
}

export function createEnvironment(values: Readonly<Record<string, string | undefined>>): Environment {
  const faults: string[] = [];
  return {
    faults,
    get: (name) => values[name] || undefined,
    fault: (name, problem) => void faults.push(`${name}: ${problem}`),
    assertValid() {
      if (faults.length > 0) throw new ConfigError(faults);
    },
  };
}
