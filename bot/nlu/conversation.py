"""Rasa's own reading of conversation (yes, more, the second …), done only where it can count.

Most messages come with a reading of the application that nothing of Rasa's may go before; for those, n-grams and
their classifier were a fifth of Rasa's time.
"""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class ConversationFeaturizer(CountVectorsFeaturizer):
    """Rasa's n-grams, for messages that may be conversation."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave out what is decided; training examples never are."""
        super().process([message for message in messages if undecided(message)])
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ConversationClassifier(LogisticRegressionClassifier):
    """Rasa's logistic regression, for messages that may be conversation."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave out what is decided."""
        if open_ones := [message for message in messages if undecided(message)]:
            super().process(open_ones)
        return messages


def undecided(message: Message) -> bool:
    """Whether the message came without a reading (as in `rasa shell`), or with one that conversation may go before."""
    reading = (message.get("metadata") or {}).get("reading")
    return reading is None or bool(reading["unless"])
