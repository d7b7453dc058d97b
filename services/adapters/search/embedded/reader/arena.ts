/** Strings one behind the other in one buffer, by number: far smaller than as many string objects. */
export interface Arena {
  readonly length: number;
  push(text: string): void;
  text(at: number): string;
  /** As `<`, `>` and `===` on the strings. */
  compare(a: number, b: number): number;
  compareWith(at: number, text: string): number;
  /** The UTF-16 units of string `at` are `units[start(at)]` up to, without, `units[start(at + 1)]`. */
  start(at: number): number;
  readonly units: Uint16Array;
}

export function createArena(): Arena {
  let units = new Uint16Array(1_024);
  let starts = new Uint32Array(64);
  let length = 0;

  return {
    get length() {
      return length;
    },
    get units() {
      return units;
    },
    start: (at) => starts[at] ?? 0,
    push(text) {
      const start = starts[length] ?? 0;
      const end = start + text.length;
      if (end > units.length) units = growUnits(units, end);
      if (length + 2 > starts.length) {
        const larger = new Uint32Array(starts.length * 2);
        larger.set(starts);
        starts = larger;
      }
      for (let i = 0; i < text.length; i++) units[start + i] = text.charCodeAt(i);
      length++;
      starts[length] = end;
    },
    text: (at) => String.fromCharCode(...units.subarray(starts[at], starts[at + 1])),
    compare(a, b) {
      const startA = starts[a] ?? 0;
      const startB = starts[b] ?? 0;
      const lengthA = (starts[a + 1] ?? 0) - startA;
      const lengthB = (starts[b + 1] ?? 0) - startB;
      const shared = Math.min(lengthA, lengthB);
      for (let i = 0; i < shared; i++) {
        const difference = (units[startA + i] ?? 0) - (units[startB + i] ?? 0);
        if (difference !== 0) return difference;
      }
      return lengthA - lengthB;
    },
    compareWith(at, text) {
      const start = starts[at] ?? 0;
      const own = (starts[at + 1] ?? 0) - start;
      const shared = Math.min(own, text.length);
      for (let i = 0; i < shared; i++) {
        const difference = (units[start + i] ?? 0) - text.charCodeAt(i);
        if (difference !== 0) return difference;
      }
      return own - text.length;
    },
  };
}

function growUnits(units: Uint16Array<ArrayBuffer>, needed: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(Math.max(needed, Math.ceil(units.length * 1.5)));
  larger.set(units);
  return larger;
}
