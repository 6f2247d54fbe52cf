"""Downloads, against a server on loopback that can be told to misbehave."""

import hashlib
import http.server
import socket
import subprocess
import sys
import threading
import time

import pytest
import tqdm

from helpers import catalog, downloads
from helpers.__main__ import main
from helpers.errors import BadInput

CONTENT = bytes(range(256)) * 1000
NAME = "echoes.nc"
CATALOGUE = """
address = "{address}/{{repository}}/{{commit}}/{{path}}"

[products."study/echoes"]
title = "Echoes"
licence = "none"
citation = "nobody"
repository = "owner/name"
commit = "c0ffee"
real = [{{ path = "some folder/{name}", {hashes} }}]
"""
ASK = """
import sys
from pathlib import Path
from helpers import catalog
catalog.CATALOGUE = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(catalog.find("study/echoes", "real"))
"""


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves ``CONTENT`` at every address, as far as the server's settings let it."""

    def do_GET(self):
        server = self.server
        asked = self.headers.get("Range")
        start = int(asked[6:-1]) if asked and server.ranges else 0
        body = server.content[start:]
        stop = server.cuts.pop(0) if server.cuts else len(body)
        request = {"path": self.path, "range": asked, "sent": min(stop, len(body))}
        server.requests.append(request)
        if server.status:
            return self.send_error(server.status)
        self.send_response(206 if asked and server.ranges else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:stop])
        self.wfile.flush()
        server.reached.set()
        server.go_on.wait(10)

    def log_message(self, *_):
        """Keep the tests' output quiet."""


@pytest.fixture(autouse=True)
def no_thread_stays(monkeypatch):
    monkeypatch.setattr(tqdm.tqdm, "monitor_interval", 0)
    before = threading.active_count()
    yield
    assert threading.active_count() == before


@pytest.fixture
def server():
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = False  # so that closing waits for them
    httpd.content, httpd.status, httpd.ranges = CONTENT, None, True
    httpd.cuts, httpd.requests = [], []
    httpd.reached, httpd.go_on = threading.Event(), threading.Event()
    httpd.go_on.set()
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,))
    thread.start()
    yield httpd
    httpd.go_on.set()
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def register(tmp_path, monkeypatch):
    """Give a function that makes a catalogue of one file, at an address."""
    monkeypatch.setenv("EO_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("EO_DATA", raising=False)

    def write(address, hashes=None):
        sha256 = hashlib.sha256(CONTENT).hexdigest()
        hashes = hashes or f'bytes = {len(CONTENT)}, sha256 = "{sha256}"'
        text = CATALOGUE.format(address=address, name=NAME, hashes=hashes)
        path = tmp_path / "catalogue.toml"
        path.write_text(text)
        catalog._read.cache_clear()
        monkeypatch.setattr(catalog, "CATALOGUE", path)
        return path

    yield write
    catalog._read.cache_clear()


@pytest.fixture
def catalogue(register, server):
    return register(f"http://127.0.0.1:{server.server_port}")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "cache" / "real" / "study" / "echoes" / NAME


@pytest.fixture
def ask(catalogue):
    """Give a function that starts another process, which asks for the file when told."""
    started = []

    def start():
        command = [sys.executable, "-c", ASK, str(catalogue)]
        pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
        process = subprocess.Popen(command, text=True, **pipes)
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def tell(process):
    process.stdin.write("\n")
    process.stdin.flush()


def find():
    return catalog.find("study/echoes", "real")


def part(target):
    return target.with_name(f"{NAME}.part")


def test_good_file_is_downloaded_once_with_a_progress_bar(
    catalogue, server, target, capsys
):
    assert find() == target
    assert target.read_bytes() == CONTENT
    assert "100%|" in capsys.readouterr().err
    assert server.requests[0]["path"] == f"/owner/name/c0ffee/some%20folder/{NAME}"
    assert find() == target
    assert len(server.requests) == 1


def test_wrong_hash_is_refused_and_nothing_kept(catalogue, server, target):
    server.content = CONTENT[::-1]
    wrong = hashlib.sha256(server.content).hexdigest()
    right = hashlib.sha256(CONTENT).hexdigest()
    with pytest.raises(BadInput, match=f"is {wrong}, expected {right}"):
        find()
    assert not target.exists() and not part(target).exists()
    server.content = CONTENT
    assert find().read_bytes() == CONTENT


def test_git_blob_id_serves_as_hash(register, server, tmp_path):
    # printf 'hello\n' | git hash-object --stdin
    blob = "ce013625030ba8dba906f756967f9e9ca394464a"
    register(f"http://127.0.0.1:{server.server_port}", f'git_blob = "{blob}"')
    with pytest.raises(BadInput, match=f"expected {blob}"):
        find()
    server.content = b"hello\n"
    assert find().read_bytes() == b"hello\n"


def test_file_known_by_git_blob_is_found_in_data_by_name(register, tmp_path, monkeypatch):
    register("http://127.0.0.1:9", 'git_blob = "ce013625030ba8dba906f756967f9e9ca394464a"')
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / NAME).write_bytes(b"hello\n")
    monkeypatch.setenv("EO_DATA", str(tmp_path / "mine"))
    assert find() == tmp_path / "mine" / NAME


def test_cut_off_transfer_goes_on_where_it_stopped(catalogue, server):
    server.cuts = [100_000, 50_000]
    assert find().read_bytes() == CONTENT
    assert [request["range"] is None for request in server.requests] == [True, False, False]
    # What is sent again is the last block of each cut-off part, at the most.
    sent = sum(request["sent"] for request in server.requests)
    assert len(CONTENT) <= sent <= len(CONTENT) + 2 * 1024


def test_interrupted_transfer_is_resumed_by_the_next_one(catalogue, server, target, ask):
    server.cuts = [128 * 1024]
    server.go_on.clear()
    process = ask()
    tell(process)
    assert server.reached.wait(10)
    while not part(target).exists() or part(target).stat().st_size < 100_000:
        assert process.poll() is None
    process.kill()
    process.wait()
    have = part(target).stat().st_size
    assert not target.exists()
    server.go_on.set()
    assert find().read_bytes() == CONTENT
    assert server.requests[1] == {
        "path": server.requests[0]["path"],
        "range": f"bytes={have}-",
        "sent": len(CONTENT) - have,
    }
    assert not part(target).exists()


def test_server_that_ignores_range_is_read_from_the_start(catalogue, server, target):
    server.ranges = False
    target.parent.mkdir(parents=True)
    part(target).write_bytes(CONTENT[:1000])
    assert find().read_bytes() == CONTENT
    assert server.requests[0]["range"] == "bytes=1000-"


def test_complete_part_needs_no_transfer(catalogue, server, target):
    target.parent.mkdir(parents=True)
    part(target).write_bytes(CONTENT)
    assert find().read_bytes() == CONTENT
    assert server.requests == []


def test_lost_address_says_how_to_report_it(catalogue, server, target):
    server.status = 404
    with pytest.raises(
        BadInput, match=r"is gone \(error 404\); please report it at .*/issues"
    ):
        find()
    assert not target.exists()


def test_server_error_keeps_what_came_before(catalogue, server, target):
    server.status = 503
    target.parent.mkdir(parents=True)
    part(target).write_bytes(CONTENT[:1000])
    with pytest.raises(BadInput, match="answered with error 503"):
        find()
    assert part(target).read_bytes() == CONTENT[:1000]


def test_no_network_says_what_was_tried_and_what_to_do(register, target):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    register(address)
    with pytest.raises(BadInput, match="no connection") as refusal:
        find()
    assert f"{address}/owner/name/c0ffee/some%20folder/{NAME}" in str(refusal.value)
    assert "EO_DATA" in str(refusal.value)
    assert not target.exists() and not part(target).exists()


def test_only_http_is_fetched(register):
    register("file:///etc")
    with pytest.raises(BadInput, match="No connection adapters"):
        find()


def test_two_processes_share_one_download(catalogue, server, target, ask):
    server.go_on.clear()
    both = [ask(), ask()]
    for process in both:
        tell(process)
    assert server.reached.wait(10)
    time.sleep(0.5)  # meanwhile the other one asks, too
    server.go_on.set()
    answers = [process.communicate(timeout=30)[0] for process in both]
    assert answers == [f"{target}\n"] * 2
    assert target.read_bytes() == CONTENT
    assert len(server.requests) == 1


def test_file_put_into_data_after_a_refusal_is_found(
    catalogue, server, tmp_path, monkeypatch
):
    mine = tmp_path / "mine"
    mine.mkdir()
    monkeypatch.setenv("EO_DATA", str(mine))
    server.status = 500
    with pytest.raises(BadInput, match="500"):
        find()
    (mine / "brought on a stick.nc").write_bytes(CONTENT)
    assert find() == mine / "brought on a stick.nc"


def test_spoilt_file_in_cache_is_fetched_again(catalogue, target):
    find()
    target.write_bytes(CONTENT[::-1])
    assert main(["data", "verify"]) == 1
    assert find().read_bytes() == CONTENT
    assert main(["data", "verify"]) == 0


def test_command_line_fetches_a_product_or_a_study(catalogue, target, capsys):
    assert main(["data", "list"]) == 0
    assert "not here" in capsys.readouterr().out
    assert main(["data", "fetch", "study/echoes", "study"]) == 0
    assert capsys.readouterr().out == f"study/echoes: {target}\n"
    assert main(["data", "list"]) == 0
    assert "in cache" in capsys.readouterr().out


def test_cache_below_a_file_is_named(catalogue, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EO_CACHE", str(tmp_path / "file"))
    with pytest.raises(BadInput, match="set EO_CACHE to a folder that you can write to"):
        find()


def test_notice_is_printed_for_what_takes_long_only(capsys):
    with downloads.notice("soon done", after=60):
        pass
    assert capsys.readouterr().err == ""
    printed = threading.Event()
    with downloads.notice("takes long …", after=0.01):
        printed.wait(0.3)
    assert capsys.readouterr().err == "takes long …\n"
