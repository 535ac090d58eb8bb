"""The model's vocabulary as a file for sentencepiece."""

from sentencepiece.sentencepiece_model_pb2 import ModelProto, TrainerSpec  # type: ignore[attr-defined]

from knowledge.matcher.e5.weights import Weights


def build(weights: Weights) -> bytes:
    """A unigram model with the pieces in the order of their numbers; text comes to it normalised already."""
    model = ModelProto()
    kinds = ModelProto.SentencePiece
    for number, (piece, score) in enumerate(weights.pieces()):
        special = number in (weights.begin, weights.pad, weights.end)
        kind = kinds.UNKNOWN if number == weights.unknown else kinds.CONTROL if special else kinds.NORMAL
        model.pieces.add(piece=piece, score=score, type=kind)
    model.trainer_spec.model_type = TrainerSpec.UNIGRAM
    model.trainer_spec.bos_id, model.trainer_spec.pad_id = weights.begin, weights.pad
    model.trainer_spec.eos_id, model.trainer_spec.unk_id = weights.end, weights.unknown
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.remove_extra_whitespaces = False
    return model.SerializeToString()
