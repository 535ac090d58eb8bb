"""Cuts text into the pieces of words that the model knows."""

import re

from sentencepiece import SentencePieceProcessor
from sentencepiece.sentencepiece_model_pb2 import ModelProto, TrainerSpec

from knowledge.matcher.e5.weights import Weights

#: Which texts these are: the model was trained with this word before questions, and with another before documents.
QUERY = "query: "
_SPACES = re.compile(" +")


class Words:
    """Text to numbers of pieces, as XLM-RoBERTa reads them."""

    def __init__(self, weights: Weights) -> None:
        self._begin, self._end = weights.begin, weights.end
        self._characters = weights.characters
        self._longest = weights.sizes.longest - 2
        model = ModelProto()
        kinds = ModelProto.SentencePiece
        for number, (piece, score) in enumerate(weights.pieces):
            special = number in (weights.begin, weights.pad, weights.end)
            kind = kinds.UNKNOWN if number == weights.unknown else kinds.CONTROL if special else kinds.NORMAL
            model.pieces.add(piece=piece, score=score, type=kind)
        model.trainer_spec.model_type = TrainerSpec.UNIGRAM
        model.trainer_spec.bos_id, model.trainer_spec.pad_id = weights.begin, weights.pad
        model.trainer_spec.eos_id, model.trainer_spec.unk_id = weights.end, weights.unknown
        model.normalizer_spec.name = "identity"
        model.normalizer_spec.remove_extra_whitespaces = False
        self._pieces = SentencePieceProcessor(model_proto=model.SerializeToString())

    def numbers(self, text: str) -> list[int]:
        """Numbers of pieces, at most as many as the model reads."""
        plain = _SPACES.sub(" ", (QUERY + text).translate(self._characters))
        return [self._begin, *self._pieces.encode(plain)[: self._longest], self._end]
