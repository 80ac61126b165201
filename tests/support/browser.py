"""Headless Chromium, controlled through the pipe of its DevTools protocol without a library.

with Browser(tmp_path) as browser:
    browser.open(file)
    browser.press("Tab")
    browser.run("document.title")
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from release.programs import BROWSERS

#: JavaScript: ``light`` of a colour and the first opaque colour ``under`` an element, for WCAG's ratio of contrast.
LIGHT_OF = """\
  const numbers = c => c.match(/[\\d.]+/g).map(Number);
  const channel = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => {
    const [r, g, b] = numbers(c).map(v => channel(v / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const under = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (numbers(c)[3] !== 0) return c;
    }
    return 'rgb(255,255,255)';
  };
"""
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "ArrowDown": 40, "Home": 36}
_PATIENCE_S = 30.0
#: The protocol is read on descriptor 3 and written on 4; moved out of the way first, in case they cross.
_LAUNCH = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 20) for end in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One page in a private profile."""

    def __init__(self, folder: Path) -> None:
        self.profile = folder / "profile"
        self.requests: list[str] = []
        self.errors: list[str] = []
        self._last = 0
        self._buffer = b""
        self._session: str | None = None
        #: Sessions of the page's workers and isolated frames, by kind (``worker``, ``iframe``), latest last.
        self._inner: dict[str, str] = {}
        self._loaded = 0

    def __enter__(self) -> Browser:
        program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
        assert program, f"these tests need a browser: one of {', '.join(BROWSERS)}"
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        command = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
            f"--user-data-dir={self.profile}", "--disable-dev-shm-usage", "--window-size=1300,1000", "about:blank",
        ]  # fmt: skip
        launch = [sys.executable, "-c", _LAUNCH, str(to_browser), str(from_browser), *command]
        self._process = subprocess.Popen(
            launch, pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(to_browser)
        os.close(from_browser)
        os.set_blocking(self._read, False)
        self._attach()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._session = None
            self.ask("Browser.close")
            self._process.wait(10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def _attach(self) -> None:
        targets = self.ask("Target.getTargets")["targetInfos"]
        target = next(t["targetId"] for t in targets if t["type"] == "page")
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")
        # A worker waits until it is listened to: its first request would be missed.
        self.ask("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)

    def _send(self, method: str, session: str | None, params: dict[str, Any]) -> int:
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._last

    def _listen(self, kind: str, session: str) -> None:
        self._inner[kind] = session
        for method in ("Runtime.enable", "Network.enable", "Log.enable", "Runtime.runIfWaitingForDebugger"):
            self._send(method, session, {})

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command of the protocol and return its answer."""
        return self._ask(method, self._session, params)

    def _ask(self, method: str, session: str | None, params: dict[str, Any]) -> dict[str, Any]:
        number = self._send(method, session, params)
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + _PATIENCE_S
        while b"\0" not in self._buffer:
            if time.monotonic() > until:
                raise TimeoutError("the browser does not answer")
            try:
                self._buffer += os.read(self._read, 1 << 20)
            except BlockingIOError:
                time.sleep(0.005)
        raw, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(raw)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.errors.append(str(params["exceptionDetails"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])
        elif method == "Page.loadEventFired":
            self._loaded += 1
        elif method == "Target.attachedToTarget":
            self._listen(params["targetInfo"]["type"], params["sessionId"])

    def open(self, file: Path, fragment: str = "") -> None:
        """Load a file and wait until it is loaded."""
        # By way of an empty page: another fragment of the same file would not load anything.
        for address in ("about:blank", file.resolve().as_uri() + fragment):
            before = self._loaded
            self.ask("Page.navigate", url=address)
            while self._loaded == before:
                self._next()

    def run(self, script: str, inside: str = "") -> Any:
        """The value of an expression in the page, or ``inside`` its latest ``worker`` or isolated ``iframe``."""
        session = self._inner[inside] if inside else self._session
        params = {"expression": script, "returnByValue": True, "awaitPromise": True}
        answer = self._ask("Runtime.evaluate", session, params)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float) -> None:
        """Wait until an expression is true in the page."""
        until = time.monotonic() + seconds
        while not self.run(condition):
            assert time.monotonic() < until, f"still false after {seconds} s: {condition}\n{self.errors}"
            time.sleep(0.1)

    def choose_files(self, selector: str, files: Sequence[Path]) -> None:
        """Choose files in a file input."""
        found = self.ask("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")
        names = [str(file.resolve()) for file in files]
        self.ask("DOM.setFileInputFiles", files=names, objectId=found["result"]["objectId"])

    def download_to(self, folder: Path) -> None:
        """Save downloads to a folder."""
        self._ask("Browser.setDownloadBehavior", None, {"behavior": "allow", "downloadPath": str(folder)})

    def press(self, key: str, times: int = 1, modifiers: int = 0) -> None:
        """Press a key; ``modifiers`` 8 is Shift."""
        code = _KEYS[key]
        text = {"Enter": "\r", "Space": " "}.get(key, "")
        named = " " if key == "Space" else key
        common = {"key": named, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        for _ in range(times):
            self.ask("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
            self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def write(self, text: str) -> None:
        """Type text into the focused element."""
        self.ask("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        box = self.run(
            f"(e => {{ e.scrollIntoView({{block: 'center'}}); const b = e.getBoundingClientRect();"
            f" return [b.x + b.width / 2, b.y + b.height / 2]; }})(document.querySelector({json.dumps(selector)}))"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def media(self, kind: str = "", scheme: str = "light") -> None:
        """Emulate print or screen, light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media=kind, features=features)

    def tree(self) -> list[tuple[str, str]]:
        """Accessibility tree: role and name of every node."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        shown = (node for node in nodes if not node.get("ignored"))
        return [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in shown if "role" in n]

    def pdf(self) -> bytes:
        """The page printed to PDF."""
        return base64.b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def picture(self) -> bytes:
        """The window as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])
