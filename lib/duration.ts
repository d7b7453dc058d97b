const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A regular expression of the texts that `durationOf` reads. */
export const DURATION_PATTERN = '^\\d+(?:\\.\\d+)?(?:ms|s|m|h|d)?$';

/** `30s`, `5m`, `2h`, `1d`, `500ms`; a bare number is seconds. Milliseconds; `null` for any other text. */
export function durationOf(text: string): number | null {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  const ms = Number(digits) * (UNITS[unit] ?? Number.NaN);
  return ms > 0 ? ms : null;
}
