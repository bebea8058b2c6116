"""A Discourse on loopback that takes answers, shows them and deletes them."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


class Forum:
    """A Discourse that keeps the answers it gets, and can be told to misbehave."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.status = 200
        self.silent = False
        self.asked = Event()
        self.hold = Event()  # how long it keeps silent before it hangs up
        self.hold.set()
        forum = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                raw = json.loads(self.rfile.read(length)).get("raw")
                if forum.status == 200:
                    forum.answers.append(raw)
                forum.asked.set()
                if forum.silent:
                    forum.hold.wait(60)
                    return
                self.tell({"topic_slug": "late", "post_number": 5, "message": "Closed"})

            def do_GET(self) -> None:
                said = [{"post_number": 5 + at, "raw": it} for at, it in enumerate(forum.answers)]
                stream = {"stream": said, "posts": said}
                told: dict[str, Any] = {
                    "/posts/by_number/12/5.json": {"id": 505},
                    "/t/12.json": {"slug": "late", "post_stream": stream},
                    "/posts/brand/pending.json": {"pending_posts": []},
                }
                self.tell(told.get(self.path.partition("?")[0], {}))

            def do_DELETE(self) -> None:
                if forum.status == 200 and self.path == "/posts/505.json":
                    forum.answers.clear()
                self.tell({})

            def tell(self, content: object) -> None:
                said = json.dumps(content).encode()
                self.send_response(forum.status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
