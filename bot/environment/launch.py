"""Starts Rasa's own command line with two of its slow spots mended; measured in docs/decisions/0002.

Rasa checks a constant JSON schema anew in every turn and searches all event classes for every event. Both are
done once here. Nothing of what Rasa decides changes.
"""

from __future__ import annotations

import functools
import os
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def mend_slow_spots() -> None:
    """Validate with a schema that is compiled once; find event classes in a table."""
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction
    from rasa.core.nlg import callback
    from rasa.shared.core.events import Event

    @functools.cache
    def validator(name: str) -> Any:
        schema = RemoteAction.action_response_format_spec() if name == "action" else callback.nlg_response_format_spec()
        return validator_for(schema)(schema)

    def validate_action_result(_self: RemoteAction, result: dict[str, Any]) -> bool:
        validator("action").validate(result)
        return True

    def validate_nlg_response(content: dict[str, Any] | None) -> bool:
        if content:
            validator("nlg").validate(content)
        return True

    RemoteAction._validate_action_result = validate_action_result  # type: ignore[method-assign]
    callback.CallbackNaturalLanguageGenerator.validate_response = staticmethod(validate_nlg_response)
    slow = Event.resolve_by_type
    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=None)(slow))  # type: ignore[method-assign]


def main() -> None:
    """Hand over to Rasa."""
    mend_slow_spots()
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
