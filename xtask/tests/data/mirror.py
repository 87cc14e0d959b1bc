"""Serves a folder on 127.0.0.1, over TLS or plainly, also as the proxy of whoever asks for `http://HOST/PATH`.

    mirror.py FOLDER LOG [CERTIFICATE]

Prints its port, appends each address that is asked for to LOG, and ends with its standard input. CERTIFICATE is a PEM
file with the key and the certificate.
"""

import functools
import http.server
import os
import ssl
import sys
import threading
import urllib.parse


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    log = ""

    def do_GET(self) -> None:
        with open(self.log, "a") as log:
            log.write(f"{self.path}\n")
        # A proxy is asked for the whole address; whatever the host, this is the folder that it has.
        self.path = urllib.parse.urlsplit(self.path).path
        super().do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def main() -> None:
    folder, Handler.log, *certificate = sys.argv[1:]
    open(Handler.log, "w").close()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate[0])
        # The handshake of one client is not to keep the others waiting, so it is left to the thread that reads.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while sys.stdin.buffer.read(1 << 16):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
