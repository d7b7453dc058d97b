import { hash } from 'node:crypto';

/** A message whose id, `idField` of its body, is a hash of the content: the same content has the same id. */
export function sealMessage(idField: 'event_id' | 'job_id', content: object): { id: string; body: string } {
  const text = JSON.stringify(content);
  const id = hash('sha256', text, 'hex');
  return { id, body: `{"${idField}":"${id}",${text.slice(1)}` };
}
