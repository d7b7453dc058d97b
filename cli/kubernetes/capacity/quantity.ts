const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Kubernetes' way to write amounts: `500m`, `1.5Gi`, `1e3`. Throws an `Error` for what is none. */
export function parseQuantity(text: string | number): number {
  const match = /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)([A-Za-z]{0,2})$/.exec(String(text).trim());
  const factor = FACTORS[match?.[2] ?? ''];
  if (!match || factor === undefined) throw new Error(`"${text}" is not a valid quantity`);
  return Number(match[1]) * factor;
}

/** Thousandths of a core, as the scheduler counts them: rounded up. */
export function milliCores(text: string | number): number {
  return Math.ceil(round(parseQuantity(text) * 1000));
}

/** Bytes, rounded up. */
export function wholeBytes(text: string | number): number {
  return Math.ceil(round(parseQuantity(text)));
}

/** Takes off what multiplying fractions added. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
