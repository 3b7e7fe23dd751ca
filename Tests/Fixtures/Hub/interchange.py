#!/usr/bin/env python3
"""Checks that fledge and huggingface_hub serve each other from one cache, in both directions.

Call it with the path of the program fledge. It needs huggingface_hub, and no network.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import hub_server
from record_cache import DOWNLOAD, PATTERNS, python, tree

OFFLINE = """
import sys
from huggingface_hub import snapshot_download, try_to_load_from_cache
name, *files = sys.argv[1:]
path = snapshot_download(name)
for file in files:
    assert try_to_load_from_cache(name, file) == f"{path}/{file}", file
print(path)
"""


def main(fledge):
    online = {"HF_ENDPOINT": hub_server.start(), "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    offline = {"HF_ENDPOINT": "http://127.0.0.1:1", "HF_HUB_OFFLINE": "1"}

    def pull(**environment):
        environment = {"PATH": os.environ["PATH"], **environment}
        return subprocess.run(
            [fledge, "pull", hub_server.NAME, "--json"], env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        path = json.loads(pull(HF_HUB_CACHE=ours, **online))["path"]
        files = [str(file.relative_to(path)) for file in pathlib.Path(path).rglob("*") if file.is_file()]
        for file in files:
            assert pathlib.Path(path, file).read_bytes() == hub_server.FILES[file], file
        loaded = python(OFFLINE, hub_server.NAME, *files, HF_HUB_CACHE=ours, **offline)
        assert loaded.strip() == path, loaded
        python(DOWNLOAD, hub_server.NAME, *PATTERNS, HF_HUB_CACHE=theirs, **online)
        path = json.loads(pull(HF_HUB_CACHE=theirs, **offline))["path"]
        assert path.startswith(theirs), path
        received = json.loads(pull(HF_HUB_CACHE=theirs, **online))["received_bytes"]
        assert received == 0, received
        here = {entry["path"]: entry for entry in tree(pathlib.Path(ours))}
        there = {entry["path"]: entry for entry in tree(pathlib.Path(theirs)) if ".no_exist" not in entry["path"]}
        assert here == there, (here, there)
        # The rest of the repository comes to what is there.
        python(DOWNLOAD, hub_server.NAME, "*", HF_HUB_CACHE=ours, **online)
        assert (pathlib.Path(path.replace(theirs, ours)) / "onnx/model.onnx").exists()
    print("fledge and huggingface_hub serve each other")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
