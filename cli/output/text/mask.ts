export const MASK = '•••';

/** Secrets by their shape. Digests of images stay: they are evidence. */
const SHAPES: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, MASK],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${MASK}@`],
  [/\b(bearer|basic)\s+[^\s"',]+/gi, `$1 ${MASK}`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, MASK],
  [/\bisk_[0-9a-f]{12}_[\w-]{43}/g, MASK],
  [/\beyJ[\w-]+\.[\w-]*\.?[\w-]*/g, MASK],
  [
    /((?:^|[^a-z])(?:[a-z_]+[_-])?(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|credentials?|authorization|cookie)["']?(?::|\s*=>?|\s+is\b)\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;}"'&)]+)/gi,
    `$1${MASK}`,
  ],
];
const TOKEN = /(sha256:)?[A-Za-z0-9+/_=-]{24,}/g;

/**
 * Text of others without what looks like a secret, and without the given values. A word of 24 or more characters that mixes
 * letters and digits counts as one, unless it is a digest, a path or a name of an object.
 */
export function maskSecrets(text: string, values: readonly string[] = []): string {
  let masked = text;
  for (const value of values) if (value.length >= 4) masked = masked.replaceAll(value, MASK);
  for (const [shape, replacement] of SHAPES) masked = masked.replace(shape, replacement);
  return masked.replace(TOKEN, (word, digest) => (digest !== undefined || !looksRandom(word) ? word : MASK));
}

/** No part between separators is a readable word, and one is long. */
function looksRandom(word: string): boolean {
  const parts = word.split(/[-_/=]/);
  return parts.some((part) => part.length >= 20 && /\d/.test(part) && /[a-z]/i.test(part));
}
