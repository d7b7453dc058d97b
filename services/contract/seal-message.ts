import { hash } from 'node:crypto';

/**
 * A message whose id, `idField` of its body, is a hash of the content: the same content has the same id. `beside` are
 * fields of the body that the id does not depend on.
 */
export function sealMessage(
  idField: 'event_id' | 'job_id',
  content: object,
  beside: Readonly<Record<string, string>> = {},
): { id: string; body: string } {
  const text = JSON.stringify(content);
  const id = hash('sha256', text, 'hex');
  // In one piece: a body that is put together twice is copied twice.
  const more = Object.entries(beside).map(([name, value]) => `,"${name}":${JSON.stringify(value)}`);
  return { id, body: `{"${idField}":"${id}",${text.slice(1, -1)}${more.join('')}}` };
}
