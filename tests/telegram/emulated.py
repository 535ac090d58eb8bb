"""The Bot API emulated by others (npm's telegram-test-api), as a process of its own."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx

#: Any moment will do.
WHEN = 1_795_000_000
FOLDER = Path(__file__).parent / "emulator"


class Emulator:
    """Started with the object, ended with ``stop``."""

    def __init__(self, port: int) -> None:
        node = shutil.which("node")
        assert node, "Node is missing. Run: make test"
        self.address = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen([node, "serve.mjs", str(port)], cwd=FOLDER, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == "ready"
        self._client = httpx.Client(base_url=self.address, timeout=30, trust_env=False)

    def stop(self) -> None:
        self._client.close()
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def write(self, token: str, chat: int, text: str) -> None:
        """A person writes, or sends a command."""
        person = {"id": chat, "first_name": "A", "is_bot": False, "language_code": "en"}
        where = {"id": chat, "first_name": "A", "type": "private"}
        message: dict[str, Any] = {
            "botToken": token,
            "date": WHEN,
            "from": person,
            "chat": where,
            "text": text,
        }
        path = "/sendMessage"
        if text.startswith("/"):
            path, length = "/sendCommand", len(text.split()[0])
            message["entities"] = [{"offset": 0, "length": length, "type": "bot_command"}]
        self._client.post(path, json=message).raise_for_status()

    def press(self, token: str, chat: int, said: dict[str, Any], data: str) -> None:
        """A person presses a button of a message."""
        person = {"id": chat, "first_name": "A", "is_bot": False}
        message = {
            "message_id": said["messageId"],
            "date": WHEN,
            "chat": {"id": chat, "first_name": "A", "type": "private"},
            "text": said["message"]["text"],
            "reply_markup": said["message"]["reply_markup"],
        }
        query = {"botToken": token, "from": person, "message": message, "data": data, "chat_instance": "1"}
        self._client.post("/sendCallback", json={**query, "date": WHEN}).raise_for_status()

    def said(self, token: str, chat: int) -> list[dict[str, Any]]:
        """What the bot has said in a chat, in order."""
        history = self._client.post("/getUpdatesHistory", json={"token": token}).json()["result"]
        return [entry for entry in history if str(entry.get("message", {}).get("chat_id")) == str(chat)]
