"""Telegram: updates come in and are stored before they are acknowledged; replies are brought in order."""

CHANNEL = "telegram"
