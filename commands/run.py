"""`haki run`: starts the application and Rasa, waits for a real answer, says where to open it, stops both together."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid

import httpx
from honcho.manager import Manager
from honcho.printer import Printer

from settings import PROJECT, Settings, SettingsError, settings

RASA = PROJECT / ".venv-rasa" / "bin" / "python"
MODEL = PROJECT / "models" / "haki.tar.gz"
TRAINED_ON = (PROJECT / "config.yml", PROJECT / "domain.yml", PROJECT / "bot" / "data")
#: Megabytes that the first start needs for vectors, the fitted model and the database.
SPACE = 400
#: Seconds to wait for the first answer before saying that something is wrong.
PATIENCE = 180
#: What the runner returns after Ctrl-C and after a polite kill.
STOPPED_BY_HAND = (130, 143)


def run() -> None:
    """Start everything. Ends with a sentence and a non-zero exit when something stops it."""
    chosen = settings()
    check(chosen)
    environment = shared_environment(chosen)
    _step("Preparing the knowledge")
    # In a process of its own, so that what it needed is not kept in memory while the assistant runs.
    if subprocess.run([sys.executable, "-m", "commands", "prepare"], env=environment, cwd=PROJECT).returncode:
        raise SettingsError("The knowledge could not be prepared. The lines above say why.")
    train(environment)
    _step("Starting (about 15 seconds)")
    manager = Manager(Printer(sys.stdout, width=11))
    manager.add_process("application", f"{sys.executable} -m commands serve", env=environment, cwd=str(PROJECT))
    manager.add_process("rasa", rasa_command(chosen), env=environment, cwd=str(PROJECT))
    outcome: list[str] = []
    threading.Thread(target=_announce, args=(chosen, manager, outcome), daemon=True).start()
    manager.loop()
    if manager.returncode in STOPPED_BY_HAND and not outcome:
        _step("Stopped.")
    elif manager.returncode or outcome:
        dead = [name for name, process in manager._processes.items() if process.get("returncode", 0) > 0]
        names = " and ".join(dead) or "A part of Haki"
        _step(outcome[0] if outcome else f"{names} stopped, so everything was stopped. The lines above say why.")
        sys.exit(1)


def check(chosen: Settings) -> None:
    """Refuse to start where it cannot work. Raises SettingsError with what to do."""
    if not RASA.exists():
        raise SettingsError("Rasa is not installed yet. Run: make setup")
    chosen.data_folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(chosen.data_folder).free // 1_000_000
    if free < SPACE:
        raise SettingsError(f"Only {free} MB are free in {chosen.data_folder}; {SPACE} are needed. Free some space.")
    for name, host, port in (("PORT", chosen.host, chosen.port), ("RASA_PORT", "127.0.0.1", chosen.rasa_port)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise SettingsError(
                    f"Port {port} on {host} is in use ({error.strerror}). Stop what uses it, or set HAKI_{name}."
                ) from error


def shared_environment(chosen: Settings) -> dict[str, str]:
    """What both processes need to find and trust each other."""
    return {
        **os.environ,
        "HAKI_RASA_TOKEN": chosen.rasa_token,
        "APPLICATION_URL": chosen.application_url,
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }


def rasa_command(chosen: Settings) -> str:
    """Rasa on loopback, without its HTTP API."""
    return (
        f"{RASA} -m bot.environment.launch run --model {MODEL} --endpoints endpoints.yml --credentials credentials.yml "
        f"--interface 127.0.0.1 --port {chosen.rasa_port} --log-file /dev/null"
    )


def train(environment: dict[str, str]) -> None:
    """Train the dialogue if it changed since the last time."""
    stamp = MODEL.with_suffix(".stamp")
    wanted = fingerprint()
    if MODEL.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    _step("Training the dialogue (about 30 seconds)")
    command = [str(RASA), "-m", "bot.environment.launch", "train", "--data", "bot/data", "--out", str(MODEL.parent),
               "--fixed-model-name", "haki"]  # fmt: skip
    done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True)
    if done.returncode or not MODEL.exists():
        print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr)
        raise SettingsError("Rasa could not be trained. The lines above say why; `make setup` repairs its environment.")
    stamp.write_text(wanted)


def fingerprint() -> str:
    """Changes when anything changes that Rasa learns from."""
    digest = hashlib.sha256()
    for path in TRAINED_ON:
        for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def answered(address: str, within: float) -> bool:
    """Whether a real question gets a real answer, through everything a worker's message goes through."""
    until = time.monotonic() + within
    with httpx.Client(base_url=address, timeout=10, trust_env=False) as client:
        while time.monotonic() < until:
            try:
                key = client.post("/api/conversations").raise_for_status().json()["key"]
                client.headers["authorization"] = f"Bearer {key}"
                body = {"id": str(uuid.uuid4()), "text": "My employer has not paid my wages"}
                client.post("/api/messages", json=body).raise_for_status()
                while time.monotonic() < until:
                    replies = client.get("/api/messages", params={"wait": 5}).raise_for_status().json()["replies"]
                    if any(reply.get("answer") or reply.get("buttons") for reply in replies):
                        return True
            except httpx.HTTPError:
                time.sleep(0.5)
    return False


def _announce(chosen: Settings, manager: Manager, outcome: list[str]) -> None:
    started = time.monotonic()
    if answered(chosen.application_url, PATIENCE):
        _step(f"Haki is ready after {time.monotonic() - started:.0f} s: {chosen.application_url}  (Ctrl-C stops it)")
    else:
        outcome.append(f"No answer came within {PATIENCE} s. The lines above say why; then run `make run` again.")
        manager.terminate()


def _step(words: str) -> None:
    print(f"haki: {words}", flush=True)
