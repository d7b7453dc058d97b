/** Name of a generated picture: `AB-210.svg` shows "AB" on hue 210. */
const NAME = /^([\p{L}\p{N}\p{M}\u200d]{1,16})-(\d{1,3})\.svg$/u;

const SIZE = 128;

/** The generated picture of a profile without one, as SVG; `undefined` when the name is not of this form. */
export function renderInitials(name: string): string | undefined {
  const [, initials, hue] = NAME.exec(name) ?? [];
  if (initials === undefined || hue === undefined || Number(hue) > 359) return undefined;
  // Letters and digits only, by the pattern above: nothing to escape.
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="${initials}">` +
    `<rect width="${SIZE}" height="${SIZE}" fill="hsl(${hue} 45% 38%)"/>` +
    `<text x="50%" y="50%" dy=".35em" text-anchor="middle" font-family="system-ui,sans-serif" font-size="52" fill="#fff">${initials}</text></svg>`
  );
}
