/** One line of eksctl's log, without its time. */
export interface EksctlLine {
  level: 'info' | 'warn' | 'error';
  message: string;
}

const LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[(.)\]\s{2}(.*)$/u;
/** `Error: …`: the last line, on standard error. */
const LAST_WORD = /^Error: (.*)$/;
const PANIC = /^panic: (.*)$/;

/** Reads a line of `eksctl -C false`; `null` for a line without a message: plans, stack traces, blank lines. */
export function readEksctlLine(text: string): EksctlLine | null {
  const [, mark, message] = LINE.exec(text) ?? [];
  if (message !== undefined) {
    if (message.trim() === '') return null;
    return { level: mark === '✖' ? 'error' : mark === '!' ? 'warn' : 'info', message: message.trim() };
  }
  const last = (LAST_WORD.exec(text) ?? PANIC.exec(text))?.[1];
  return last === undefined ? null : { level: 'error', message: last };
}

export interface EksctlComplaint {
  /** The most specific error line; `null` without one. */
  message: string | null;
  panicked: boolean;
}

/** The error in eksctl's whole log. */
export function readComplaint(log: string): EksctlComplaint {
  const lines = log.split('\n');
  const panicked = lines.some((line) => PANIC.test(line));
  const errors = lines.flatMap((line) => {
    const read = readEksctlLine(line);
    return read?.level === 'error' ? read.message : [];
  });
  // The last line often only says that it failed. The marked lines before it say why.
  const telling = errors.filter(
    (message) => !/^failed to (?:create|delete) (?:cluster|nodegroups|addons)/.test(message),
  );
  return { message: telling.at(-1) ?? errors.at(-1) ?? null, panicked };
}
