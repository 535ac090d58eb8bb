"""Cuts text into the pieces of words that the model knows."""

import re
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from knowledge.matcher.e5.weights import Weights

#: Which texts these are: the model was trained with this word before questions, and with another before documents.
QUERY = "query: "
_SPACES = re.compile(" +")


class Words:
    """Text to numbers of pieces, as XLM-RoBERTa reads them. The model file comes from words_model.py."""

    def __init__(self, weights: Weights, model: Path) -> None:
        self._begin, self._end = weights.begin, weights.end
        self._characters = weights.characters()
        self._longest = weights.sizes.longest - 2
        self._pieces = SentencePieceProcessor(model_file=str(model))

    def numbers(self, text: str) -> list[int]:
        """Numbers of pieces, at most as many as the model reads."""
        plain = _SPACES.sub(" ", (QUERY + text).translate(self._characters))
        return [self._begin, *self._pieces.encode(plain)[: self._longest], self._end]
