"""The chat widget beside two others from npm, on the same throttled page: bytes, and time until one can use it.

Each stands on a page of its own that holds nothing else, served compressed, in Chromium with a slow phone's processor
and network. Nobody answers: measured is how soon somebody could begin to write.
"""

import gzip
import shutil
import statistics
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from settings import PROJECT

PEERS = PROJECT / "var" / "peers"
#: A slow phone on a slow network: kilobytes a second, milliseconds of delay, times slower than this processor.
NETWORK, DELAY, PROCESSOR = 50, 400, 4
TIMES = 3
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
#: Package and version, file within, kind of script, the page's markup, and the first control: what one writes in, or
#: what opens it.
OTHERS = {
    "rasa-webchat": (
        "rasa-webchat@1.0.1",
        "package/lib/index.js",
        "text/javascript",
        "<script>WebChat.default({initPayload:'/x',customData:{},socketUrl:location.origin,hideWhenNotConnected:false,"
        "params:{storage:'session'}},null)</script>",
        ".rw-launcher",  # hidden until its server answers, so that it is there is all that can be measured
    ),
    "deep-chat": (
        "deep-chat@2.4.2",
        "package/dist/deepChat.bundle.js",
        "module",
        "<deep-chat></deep-chat>",
        "#text-input",
    ),
}
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title>'


def measure(console: Console) -> None:
    """Print the table; a sentence where a peer cannot be had."""
    table = Table(title=f"Widgets: {NETWORK} kB/s, {DELAY} ms delay, processor {PROCESSOR} times slower")
    for heading in ("", "bytes, gzip", "until its first control is there, ms"):
        table.add_column(heading)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name, (files, page, field) in _widgets(console).items():
            size = sum(len(gzip.compress(body, 9)) for path, (body, _) in files.items() if path.endswith(".js"))
            files["/"] = (page.encode(), "text/html")
            with _served(files) as address:
                took = [_until_writable(browser, address, field) for _ in range(TIMES)]
            table.add_row(name, f"{size:,}", f"{statistics.median(took):,.0f}")
        browser.close()
    console.print(table)


Files = dict[str, tuple[bytes, str]]


def _widgets(console: Console) -> dict[str, tuple[Files, str, str]]:
    """What each widget's page loads, the page, and its field."""
    from channels.web.public import _words

    own: Files = {
        "/haki-chat.js": ((PROJECT / "channels" / "web" / "page" / "haki-chat.js").read_bytes(), "text/javascript"),
        "/api/words": (_words("en", 0).body, "application/json"),
    }
    found = {
        "Haki": (own, f'{HEAD}<script src="/haki-chat.js" defer></script></head><body><haki-chat full lang="en">'
                 "</haki-chat></body></html>", "#message"),
    }  # fmt: skip
    for name, (package, inside, kind, markup, field) in OTHERS.items():
        body = _packed(package, inside)
        if body is None:
            console.print(f"{package} could not be had from npm, so it is not in the table.")
            continue
        page = f'{HEAD}<script type="{kind}" src="/peer.js"></script></head><body>{markup}</body></html>'
        found[name] = ({"/peer.js": (body, "text/javascript")}, page, field)
    return found


def _packed(package: str, inside: str) -> bytes | None:
    """One file of a package, without what it depends on: these bundles hold everything."""
    PEERS.mkdir(parents=True, exist_ok=True)
    kept = PEERS / f"{package.replace('@', '-')}.js"
    if not kept.exists():
        done = subprocess.run(["npm", "pack", package, "--silent"], cwd=PEERS, capture_output=True, text=True)
        if done.returncode:
            return None
        with tarfile.open(PEERS / done.stdout.strip().splitlines()[-1]) as archive:
            file = archive.extractfile(inside)
            assert file is not None
            kept.write_bytes(file.read())
    return kept.read_bytes()


@contextmanager
def _served(files: Files) -> Iterator[str]:
    """The files on a port of their own, compressed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, files))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, files: Files, *rest: object) -> None:
        self._files = files
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """A file, or nothing."""
        found = self._files.get(self.path.partition("?")[0])
        self.send_response(200 if found else 404)
        if found:
            self.send_header("content-type", found[1])
            self.send_header("content-encoding", "gzip")
        self.end_headers()
        if found:
            self.wfile.write(gzip.compress(found[0], 9))

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _until_writable(browser: Browser, address: str, field: str) -> float:
    """Milliseconds from opening the page until its field is there and can be written in."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    rate = NETWORK * 1000
    devtools.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": DELAY, "downloadThroughput": rate, "uploadThroughput": rate,
    })  # fmt: skip
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})
    page.goto(address, wait_until="commit")
    page.locator(field).first.wait_for(state="attached", timeout=60_000)
    took = page.evaluate("performance.now()")
    context.close()
    return float(took)
