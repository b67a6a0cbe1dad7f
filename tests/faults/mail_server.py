"""A mail server on a real socket that behaves as it is told: well, deaf, or gone in the middle of a sentence."""

import socket
import threading
from contextlib import suppress

WELL = "well"
DEAF = "deaf"  # takes the line and never says a word
STEPS = (
    "EHLO",
    "MAIL",
    "RCPT",
    "DATA",
    "END",
)  # hangs up instead of answering this; END: after the whole text came


class MailServer(threading.Thread):
    """Listens until `close`; `took` holds the text of every mail that it said it took, `heard` that it got whole."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mode, self.took, self.heard = WELL, [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lines: list[socket.socket] = []

    def run(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.listener.accept()
                self.lines.append(line)
                if self.mode != DEAF:
                    threading.Thread(target=self.talk, args=(line,), daemon=True).start()

    def talk(self, line: socket.socket) -> None:
        """One dialogue."""
        with suppress(OSError), line, line.makefile("rwb") as both:

            def say(text: str) -> None:
                both.write(f"{text}\r\n".encode())
                both.flush()

            say("220 surel.contoh.go.id")
            while command := both.readline().decode().strip():
                step = command[:4].upper()
                if step == self.mode:
                    line.shutdown(socket.SHUT_RDWR)
                    return
                if step == "QUIT":
                    say("221 sampai jumpa")
                    return
                if step != "DATA":
                    say("250 baik")
                    continue
                say("354 silakan")
                text = b""
                while (part := both.readline()) not in (b".\r\n", b""):
                    text += part
                self.heard.append(text.decode())
                if self.mode == "END":
                    line.shutdown(socket.SHUT_RDWR)
                    return
                self.took.append(text.decode())
                say("250 diterima")

    def close(self) -> None:
        """Hang up and listen no more."""
        self.listener.close()
        for line in self.lines:
            line.close()
