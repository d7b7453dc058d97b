/** Replacements for e-mail addresses and phone numbers. */
export const HIDDEN_EMAIL = '[email]';
export const HIDDEN_PHONE = '[phone]';

/** An address of e-mail. A handle of the fediverse, `@name@server`, has an `@` before it, a path (`/@name@server`) too. */
const EMAIL =
  /(?<![\p{L}\p{N}@/._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.)+\p{L}{2,24}(?![\p{L}\p{N}@/])/gu;
/** The same with words for the signs, as people write them for each other: `ada (at) example (dot) org`. */
const SPELLED =
  /(?<![\p{L}\p{N}@])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}\s*[[({]\s*(?:at|arroba|ät)\s*[\])}]\s*(?:[\p{L}\p{N}-]{1,63}\s*(?:\.|[[({]\s*(?:dot|punto|ponto|punkt|point)\s*[\])}])\s*)+\p{L}{2,24}(?![\p{L}\p{N}])/giu;

/** Digits with the marks between them that phone numbers have. Not inside a word, an address, a price or a handle. */
const DIGITS =
  /(?<![\p{L}\p{N}_@#/$€£¥=.,:&+-])(?:\+\s?|00\s?)?\(?\d(?:[\d\s().\-/\u00a0\u2010-\u2013]{5,22})\d(?![\p{L}\p{N}_%@])/gu;
const LABEL =
  /(?:tel|t[eé]l[eé]phone|telefon|phone|mobile?|handy|cell|cel|celular|whats\s?app|wa|call|text|sms|viber|fax|hotline|ph|booking|тел|телефон|вотсап|電話|电话|전화|هاتف|واتساب|☎️?|📞|📱|📲)\s*(?:no|nr|number)?\s*[.:#=\-–—>→]*\s*$/iu;
const DATE = /^(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4})$/;
const YEARS = /^(?:19|20)\d\d(?:\s?[-–/ ]\s?(?:19|20)\d\d)+$/;
/** `1.2.3.4` and the like: versions and addresses of machines. */
const DOTTED = /^\d{1,3}(?:\.\d{1,3}){1,5}$/;
/** Numbers grouped by thousands. */
const GROUPED = /^\d{1,3}(?:[ ,.\u00a0]\d{3})+$/;

/**
 * A text without e-mail addresses and phone numbers. A number is one of a phone when it begins with a country's code
 * (`+49`, `0049`), follows a word such as `Tel` or `WhatsApp`, or is written in groups as phone numbers are.
 * Handles, counts, years, dates, versions, prices and ids stay.
 */
export function hideContacts(text: string): string {
  const withoutEmail =
    text.includes('@') || /[[({]/.test(text)
      ? text.replace(EMAIL, HIDDEN_EMAIL).replace(SPELLED, HIDDEN_EMAIL)
      : text;
  if (!/\d[\d\s().\-/\u00a0\u2010-\u2013]{5,}\d/u.test(withoutEmail)) return withoutEmail;
  return withoutEmail.replace(DIGITS, (match, at: number) =>
    isPhone(match.trim(), withoutEmail.slice(Math.max(0, at - 24), at)) ? HIDDEN_PHONE : match,
  );
}

function isPhone(text: string, before: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) return false;
  if (/^\+/.test(text) || /^00\s?[1-9]/.test(text)) return digits.length >= 8;
  if (DATE.test(text) || YEARS.test(text) || DOTTED.test(text)) return false;
  if (LABEL.test(before)) return true;
  if (GROUPED.test(text)) return false;
  const groups = text.split(/[^\d]+/).filter((group) => group !== '');
  // `030 1234567`, `0612 34 56 78`: a trunk prefix, in groups or in one.
  if (/^\(?0[1-9]/.test(text)) return digits.length >= 9 && digits.length <= 12;
  // `(212) 555-0123`, `212-555-0123`, `212.555.0123`: how North America writes them.
  return groups.length === 3 && groups.map((group) => group.length).join() === '3,3,4';
}
