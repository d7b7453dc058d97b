import { makeEmbeddedIndex } from './make-index.ts';
import { searchIndexContract } from './suite.ts';

searchIndexContract('embedded', makeEmbeddedIndex);
