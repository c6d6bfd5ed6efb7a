"""Weights that a cell names by their address: their way is shown, the interrupt of the cell stops it, and the next call goes on."""

import json
import os
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


def safetensors(count):
    header = json.dumps({"weight": {"dtype": "F32", "shape": [count], "data_offsets": [0, 4 * count]}, "__metadata__": {"license": "CC0-1.0"}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(4 * count)


CONTENT = safetensors(250_000)
HALF = len(CONTENT) // 2


@pytest.fixture
def server():
    """Sends half of a file and then nothing, until it is told to go on."""
    go_on = threading.Event()
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            span = self.headers.get("Range")
            asked.append(span)
            start = int(span.removeprefix("bytes=").removesuffix("-")) if span else 0
            self.send_response(206 if span else 200)
            self.send_header("ETag", '"v1"')
            self.send_header("Content-Length", str(len(CONTENT) - start))
            if span:
                self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
            self.end_headers()
            try:
                self.wfile.write(CONTENT[start:max(start, HALF)])
                self.wfile.flush()
                go_on.wait(60)
                self.wfile.write(CONTENT[max(start, HALF):])
            except OSError:
                pass

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        one.go_on, one.asked = go_on, asked
        yield one
        go_on.set()
        one.shutdown()


def test_an_interrupt_stops_a_fetch_which_is_shown_and_goes_on_later(kernel, server, tmp_path):
    kernel.ok("import { downloads, fetchWeights, zoo } from 'tissuebook';")
    call = f"await fetchWeights('http://127.0.0.1:{server.server_port}/model.safetensors', {{ cache: {json.dumps(str(tmp_path))} }})"
    msg_id = kernel.send(call)
    line = kernel.until(msg_id, "display_data")["content"]["data"]
    assert line["text/plain"] == f"model.safetensors from 127.0.0.1:{server.server_port}: connecting."
    while "0 bytes" not in (line := kernel.until(msg_id, "update_display_data")["content"]["data"]["text/plain"]):
        pass
    assert "of 1.0 MB" in line
    part = next(iter((tmp_path / "files" / ".partial").iterdir())) / "data"
    for _ in range(600):
        if part.stat().st_size == HALF:
            break
        threading.Event().wait(0.1)
    kernel.manager.interrupt_kernel()
    result = kernel.finish(msg_id)
    assert "asking again goes on from there" in result.error["evalue"]
    server.go_on.set()
    again = kernel.ok(call)
    assert "model.safetensors: 1.0 MB, license: CC0-1.0, SHA-256 " in again.value
    assert server.asked == [None, f"bytes={HALF}-"]


def test_a_file_of_another_model_is_refused_with_what_it_is(kernel, server, tmp_path):
    server.go_on.set()
    result = kernel.run(f"await zoo.load('squint', 'http://127.0.0.1:{server.server_port}/other.safetensors', {{ cache: {json.dumps(str(tmp_path))} }})")
    assert "does not hold a SQUINT model" in result.error["evalue"]


@pytest.mark.skipif(os.name == "nt", reason="the slow program is a script of a shell")
def test_an_interrupt_stops_a_data_set_that_comes_slowly(start, tmp_path):
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    one = start(cwd=str(tmp_path), env={**os.environ, "TISSUEBOOK_PYTHON": str(slow), "TISSUEBOOK_CACHE": str(tmp_path / "cache")})
    one.ok("import { datasets } from 'tissuebook';")
    msg_id = one.send("await datasets.load('pbmc68k')")
    line = one.until(msg_id, "display_data")["content"]["data"]["text/plain"]
    assert line == "Downloading scanpy==1.11.5 with pip."
    one.manager.interrupt_kernel()
    result = one.finish(msg_id)
    assert "The download of scanpy==1.11.5 was stopped." in result.error["evalue"]
    assert list((tmp_path / "cache" / "datasets").iterdir()) == []
