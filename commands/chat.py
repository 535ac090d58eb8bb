"""`haki chat`: talks to the running assistant from a terminal, over the same interface as the page."""

import uuid
from typing import Any

import httpx
from rich.console import Console

#: Seconds to wait for the first words of a reply, and for further ones of the same turn.
FIRST, FURTHER = 20, 1


def chat(address: str) -> None:
    """Read lines until the end of input. A number presses the button of that number."""
    console = Console()
    try:
        _talk(httpx.Client(base_url=address, timeout=FIRST + 10, trust_env=False), console)
    except httpx.TransportError:
        console.print(f"Nothing answers at {address}. Start the assistant with: make run", markup=False)
        raise SystemExit(1) from None


def _talk(client: httpx.Client, console: Console) -> None:
    begun = client.post("/api/conversations").raise_for_status().json()
    client.headers["authorization"] = f"Bearer {begun['key']}"
    after = 0
    buttons: list[dict[str, str]] = []
    console.print("Write your question. A number presses a button. Ctrl-D ends.", style="dim")
    while True:
        try:
            line = console.input("[bold]> [/bold]").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not line:
            continue
        pressed = buttons[int(line) - 1] if line.isdecimal() and 0 < int(line) <= len(buttons) else None
        body = {"choice": pressed["choice"]} if pressed else {"text": line}
        client.post("/api/messages", json={"id": str(uuid.uuid4()), **body}).raise_for_status()
        buttons, wait = [], FIRST
        while True:
            replies = (
                client.get("/api/messages", params={"after": after, "wait": wait}).raise_for_status().json()["replies"]
            )
            if not replies:
                break
            for reply in replies:
                after = reply["id"]
                buttons += reply.get("buttons", [])
                console.print(in_plain_words(reply), markup=False, highlight=False)
            wait = FURTHER
        for number, button in enumerate(buttons, start=1):
            console.print(f"  [{number}] {button['title']}", markup=False, highlight=False)


def in_plain_words(reply: dict[str, Any]) -> str:
    """A reply as lines of text, contacts and sources included."""
    lines = [reply[part] for part in ("title", "text") if reply.get(part)]
    for part in reply.get("items", ()):
        lines.append(part["heading"])
        lines += [f"{number}. {line}" for number, line in enumerate(part["lines"], start=1)]
    for contact in reply.get("contacts", ()):
        ways = [*contact.get("phones", ()), contact.get("whatsapp"), contact.get("web"), contact.get("email")]
        lines.append(f"{contact['name']}: {', '.join(way for way in ways if way) or contact.get('address', '')}")
        lines += [f"  {contact[part]}" for part in ("hours", "caution") if contact.get(part)]
    lines += reply.get("notes", ())
    lines += [f"{s['title']}, {s['publisher']}, {s['dated']} (read {s['read']})" for s in reply.get("sources", ())]
    return "\n".join(lines) + "\n"
