/** A word as a POSIX shell takes it: bare where nothing in it is special, else in single quotes. Controls become spaces. */
export function shellQuote(word: string): string {
  const line = word.replace(/\p{Cc}/gu, ' ');
  return /^[\p{L}\p{N}_./:=@%+,-]+$/u.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
