"""Serves a folder at 127.0.0.1 over HTTP for as long as its standard input stays open.

    serve.py FOLDER PORT

Prints the port once it listens; port 0 lets the system choose one.  The caller holds the other end of a pipe to
the standard input, so the server ends with its caller, even if that one is killed.
"""

from __future__ import annotations

import functools
import http.server
import os
import socket
import sys
import threading
import time

ADDRESS = "127.0.0.1"


class Server(http.server.ThreadingHTTPServer):
    """A server that shares its port with others of its kind."""

    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        # Two builds at the same time each start a server of their own; the kernel spreads the connections over both.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()

    def handle_error(self, request, client_address) -> None:
        """A client that goes away in the middle of an answer is not worth a traceback."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers several requests on one connection, and counts those under way."""

    protocol_version = "HTTP/1.1"
    # Headers and body are sent one after the other; otherwise small answers wait for an acknowledgement in between.
    disable_nagle_algorithm = True
    timeout = 60
    under_way: set[int] = set()

    def do_GET(self) -> None:
        self.under_way.add(id(self))
        try:
            super().do_GET()
        finally:
            self.under_way.discard(id(self))

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing: the clients report what goes wrong."""


def end_with_caller(server: Server) -> None:
    """Waits for the end of the standard input, finishes the answers under way, and ends the program.

    An answer under way may be for another build, which has got this server by chance.
    """
    while sys.stdin.buffer.read(1 << 16):
        pass
    server.shutdown()
    server.socket.close()
    while Handler.under_way:
        time.sleep(0.05)
    os._exit(0)


def main() -> int:
    if len(sys.argv) != 3 or not sys.argv[2].isdigit() or not os.path.isdir(sys.argv[1]):
        print("usage: serve.py FOLDER PORT", file=sys.stderr)
        return 2
    folder, port = sys.argv[1], int(sys.argv[2])
    try:
        server = Server((ADDRESS, port), functools.partial(Handler, directory=folder))
    except OSError as error:
        print(f"serve.py cannot listen on {ADDRESS}:{port} ({error.strerror})", file=sys.stderr)
        return 1
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    end_with_caller(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
