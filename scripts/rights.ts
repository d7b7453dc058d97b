/** Writes the permissions of docs/kubernetes.md from the table of rights: `npm run rights`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withRights } from './rights/with-rights.ts';

const DOC = 'docs/kubernetes.md';

writeFileSync(DOC, withRights(readFileSync(DOC, 'utf8')));
