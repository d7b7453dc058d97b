const PREFIX = 'influscope.';

/** A choice that this browser keeps; `null` without one, or where storage is not allowed. */
export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** `false` if storage is not allowed or full. */
export function writeSetting(name: string, value: string): boolean {
  try {
    localStorage.setItem(PREFIX + name, value);
    return true;
  } catch {
    return false;
  }
}
