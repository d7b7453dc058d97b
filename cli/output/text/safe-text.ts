/** Outside text becomes data for each kind of sink here: names, messages of servers, arguments, file names. */

/** Control characters, and marks that change the direction in which a terminal shows text. */
const DRIVES_TERMINAL = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const STYLE = new RegExp(`(${String.fromCharCode(27)}\\[(?:0|1|2|22|3[0-79]|9[0-7])m)`);

/** Text on its own lines, without what could drive a terminal. A tab or a control character becomes a space. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(DRIVES_TERMINAL, ' ');
}

/** As `plainText`, with colours and weights of our own: no hidden text, no cursor movement. */
export function styledText(text: string): string {
  return text
    .split(STYLE)
    .map((part, index) => (index % 2 === 1 ? part : plainText(part)))
    .join('');
}

/** CSV keeps the direction marks of right-to-left scripts, and loses control characters. */
export function csvText(text: string): string {
  return text.replace(/(?![\n\r\t])\p{Cc}/gu, ' ');
}

/** JSON that is safe to show: the same value, with these characters written as `\u009b`. */
export function jsonText(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * The same value with all texts plain. Later lines of a text are indented, so that none can pass for a line of this program.
 */
export function plainValue<T>(value: T): T {
  if (typeof value === 'string') return indentLines(plainText(value)) as T;
  if (Array.isArray(value)) return value.map(plainValue) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [plainText(key), plainValue(one)]),
  ) as T;
}

export function indentLines(text: string): string {
  return text.replace(/\n(?=\S)/g, '\n  ');
}

/** Lines that a GitHub Actions runner would take for commands: `::name::` at the start, `##[name]` anywhere. */
export function withoutRunnerCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');
}
