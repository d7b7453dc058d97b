/** Compiled from wasm/search/slot-sets.ts by `npm run wasm`; do not edit. Base64. */
export const WASM =
  'AGFzbQEAAAABCAFgA39/fwF/Ag8BA2VudgZtZW1vcnkCAAADAgEABw4BCmtlZXBDb21tb24AAApiAWACAnsCfwNAIAIgBUoEQCAAIAVq' +
  'Igb9AAQAIAEgBWr9AAQA/U4hBCAGIAT9CwQAIAMgBP1i/X39f/2uASEDIAVBEGohBQwBCwsgA/0bACAD/RsBaiAD/RsCaiAD/RsDags=';
