"""A hub for recordings and for trying programs against each other: one small model, served as the hub serves it.

Large files redirect to a second port, as the hub redirects to the network that delivers them. The model:

    fledge/tiny-model, branch main: 11 files, of which model.safetensors and pytorch_model.bin are large files of LFS
"""

import hashlib
import http.server
import json
import threading
import urllib.parse

NAME = "fledge/tiny-model"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    ".gitattributes": b"*.safetensors filter=lfs\n",
    "1_Pooling/config.json": b'{"pooling_mode_mean_tokens": true}\n',
    "README.md": b"# A tiny model\n",
    "config.json": b'{"model_type": "bert"}\n',
    "model.safetensors": bytes(range(256)) * 40,
    "modules.json": b'[{"idx": 0, "name": "0", "path": ""}, {"idx": 1, "name": "1", "path": "1_Pooling"}]\n',
    "onnx/model.onnx": b"onnx" * 100,
    "pytorch_model.bin": b"pickle" * 1000,
    "tokenizer.json": b"{}\n",
    "tokenizer_config.json": b'{"do_lower_case": true}\n',
    "vocab.txt": b"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n",
}
LARGE = {"model.safetensors", "onnx/model.onnx", "pytorch_model.bin"}


def git_blob(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def etag(name):
    content = FILES[name]
    return hashlib.sha256(content).hexdigest() if name in LARGE else git_blob(content)


def describe(name):
    content = FILES[name]
    entry = {"size": len(content), "oid": git_blob(content)}
    if name in LARGE:
        entry["lfs"] = {"oid": etag(name), "size": len(content), "pointerSize": 130}
    return entry


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    delivery = ""

    def log_message(self, *arguments):
        pass

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def content(self, name, headers):
        body, status = FILES[name], 200
        wanted = self.headers.get("Range")
        if wanted:
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            body, status = body[start:], 206
        self.answer(status, headers, body)

    def do_GET(self):
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if path.startswith("/delivery/"):
            return self.content(path.removeprefix("/delivery/"), {"ETag": '"another"'})
        if path.startswith(f"/api/models/{NAME}/revision/"):
            siblings = [{"rfilename": name} for name in FILES]
            if "blobs=" in self.path:
                siblings = [sibling | {"size": len(FILES[sibling["rfilename"]])} for sibling in siblings]
            body = {"id": NAME, "sha": COMMIT, "siblings": siblings, "tags": [], "private": False, "downloads": 0}
            return self.answer(200, {"Content-Type": "application/json"}, json.dumps(body).encode())
        if path.startswith(f"/api/models/{NAME}/tree/"):
            body = [{"type": "file", "path": name, **describe(name)} for name in FILES]
            return self.answer(200, {"Content-Type": "application/json"}, json.dumps(body).encode())
        head = f"/{NAME}/resolve/"
        if not path.startswith(head):
            return self.answer(404, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"})
        name = path.removeprefix(head).split("/", 1)[1]
        headers = {"X-Repo-Commit": COMMIT}
        if name not in FILES:
            return self.answer(404, {**headers, "X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"})
        if name not in LARGE:
            return self.content(name, {**headers, "ETag": f'"{etag(name)}"'})
        headers |= {"X-Linked-Etag": f'"{etag(name)}"', "X-Linked-Size": str(len(FILES[name]))}
        self.answer(302, {**headers, "Location": f"{self.delivery}/delivery/{name}"})

    do_HEAD = do_GET


def start():
    """Serves on two free ports of this machine and returns the address of the hub."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub) for _ in range(2)]
    addresses = [f"http://127.0.0.1:{server.server_port}" for server in servers]
    Hub.delivery = addresses[1]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return addresses[0]
