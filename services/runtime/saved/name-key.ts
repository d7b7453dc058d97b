import { ProblemError } from '../http/problem-error.ts';

/** Control, format, surrogate and line-separating characters: a name is one visible line. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The name as it is shown, and the form in which names are compared. Throws a 400 problem for what is no name. */
export function readName(text: string): { name: string; key: string } {
  const name = text.normalize('NFKC').trim().replace(/\s+/g, ' ');
  if (name !== '' && !HIDDEN.test(name)) return { name, key: name.toLowerCase() };
  throw new ProblemError({
    title: 'Invalid name',
    status: 400,
    code: 'invalid_name',
    detail: 'A name is one line of 1 to 80 characters, without control characters',
  });
}
