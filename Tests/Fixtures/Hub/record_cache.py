#!/usr/bin/env python3
"""Records in cache.json, beside this script, what huggingface_hub makes of the environment and what it leaves in a
cache after it downloaded a model. Made with huggingface_hub 2.4.0."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import hub_server

HOME = "/home/ada"
ENVIRONMENTS = [
    {},
    {"XDG_CACHE_HOME": "/var/cache/ada"},
    {"XDG_CACHE_HOME": ""},
    {"HF_HOME": "/models"},
    {"HF_HOME": "~/models", "XDG_CACHE_HOME": "/var/cache/ada"},
    {"HF_HOME": "$PLACE/of/${OWNER}/$UNKNOWN", "PLACE": "/place", "OWNER": "ada"},
    {"HF_HOME": ""},
    {"HF_HOME": "/models/"},
    {"HF_HUB_CACHE": "/cache"},
    {"HF_HUB_CACHE": "~/cache/$NAME", "HF_HOME": "/models", "NAME": "hub"},
    {"HF_HUB_CACHE": ""},
    {"HUGGINGFACE_HUB_CACHE": "/old"},
    {"HUGGINGFACE_HUB_CACHE": "/old", "HF_HUB_CACHE": "/new"},
    {"HUGGINGFACE_HUB_CACHE": "~/old", "HF_HOME": "/models"},
    {"HF_ENDPOINT": "https://mirror.example/"},
    {"HF_ENDPOINT": "http://mirror.example:8080/hub//"},
    {"HF_TOKEN": "hf_one"},
    {"HF_TOKEN": " hf_one\r\n"},
    {"HF_TOKEN": "hf_one", "HUGGING_FACE_HUB_TOKEN": "hf_two"},
    {"HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "hf_two"},
    {"HF_TOKEN": " ", "HUGGING_FACE_HUB_TOKEN": "hf_two", "HF_HOME": "DIRECTORY"},
    {"HF_HOME": "DIRECTORY"},
    {"HF_HOME": "DIRECTORY", "HF_TOKEN": "hf_one"},
    {"HF_TOKEN_PATH": "DIRECTORY/other-token"},
    {"HF_TOKEN_PATH": "DIRECTORY/absent"},
    {"HF_HOME": "DIRECTORY", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"},
    {"HF_HUB_OFFLINE": "1"},
    {"HF_HUB_OFFLINE": "yes"},
    {"HF_HUB_OFFLINE": "True"},
    {"HF_HUB_OFFLINE": "on"},
    {"HF_HUB_OFFLINE": "0"},
    {"HF_HUB_OFFLINE": "2"},
    {"TRANSFORMERS_OFFLINE": "1"},
    {"HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "1"},
    {"HF_HUB_OFFLINE": "", "TRANSFORMERS_OFFLINE": "1"},
    {"HF_HUB_ETAG_TIMEOUT": "3", "HF_HUB_DOWNLOAD_TIMEOUT": "4"},
    {"HF_HUB_ETAG_TIMEOUT": "0"},
]
NAMES = [
    "bert-base-uncased", "google-bert/bert-base-uncased", "a", "a/b", "a_b/c.d-e", "_a/b_", "a--b", "a/b--c", "a..b",
    ".a", "a.", "-a", "a-", "a/.b", "a/b.", "a/-b", "a/b/c", "/a", "a/", "", "a b", "a/b.git", "modèle", "a" * 96,
    "a" * 97, "a" * 96 + "/" + "b" * 96, "a@b", "a:b",
]  # fmt: skip
PATTERNS = [
    "config.json", "modules.json", "1_Pooling/*", "tokenizer*.json", "vocab.txt", "README.md", "model.safetensors",
]  # fmt: skip

SETTINGS = """
import json
from huggingface_hub import constants
from huggingface_hub.utils import get_token_to_send
print(json.dumps({
    "cache": constants.HF_HUB_CACHE, "endpoint": constants.ENDPOINT, "token": get_token_to_send(None),
    "offline": constants.is_offline_mode(), "metadata_timeout": constants.HF_HUB_ETAG_TIMEOUT,
    "download_timeout": constants.HF_HUB_DOWNLOAD_TIMEOUT}))
"""
DOWNLOAD = """
import sys
from huggingface_hub import hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError
name, *patterns = sys.argv[1:]
print(snapshot_download(name, allow_patterns=patterns))
try:
    hf_hub_download(name, "added_tokens.json")
except EntryNotFoundError:
    pass
"""
VALIDATE = """
import json, sys
from huggingface_hub.utils import validate_repo_id, HFValidationError
def valid(name):
    try:
        validate_repo_id(name)
        return True
    except HFValidationError:
        return False
print(json.dumps([{"name": name, "valid": valid(name)} for name in json.loads(sys.argv[1])]))
"""


def python(source, *arguments, **environment):
    environment = {"HOME": HOME, "PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-c", source, *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def tree(root):
    """What is in a directory, but for files that hold what others can find out again."""
    entries = []
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            entries.append({"path": name, "link": os.readlink(path)})
        elif path.is_file() and not name.endswith("CACHEDIR.TAG") and "/trees/" not in name:
            content = path.read_bytes()
            entry = {"path": name, "size": len(content)}
            entries.append(entry | {"text": content.decode()} if "/refs/" in name else entry)
    return entries


def settings():
    recorded = []
    with tempfile.TemporaryDirectory() as directory:
        pathlib.Path(directory, "token").write_text("hf_from_file\n")
        pathlib.Path(directory, "other-token").write_text("hf_other\n")
        for environment in ENVIRONMENTS:
            real = {key: value.replace("DIRECTORY", directory) for key, value in environment.items()}
            result = json.loads(python(SETTINGS, **real))
            result["cache"] = result["cache"].replace(directory, "DIRECTORY")
            recorded.append({"environment": {"HOME": HOME, **environment}, **result})
    return recorded


def cache():
    with tempfile.TemporaryDirectory() as directory:
        environment = {"HF_ENDPOINT": hub_server.start(), "HF_HUB_CACHE": directory, "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        python(DOWNLOAD, hub_server.NAME, *PATTERNS, **environment)
        return tree(pathlib.Path(directory))


if __name__ == "__main__":
    target = pathlib.Path(__file__).parent / "cache.json"
    names = json.loads(python(VALIDATE, json.dumps(NAMES)))
    recording = {
        "settings": settings(),
        "names": names,
        "model": {
            "name": hub_server.NAME,
            "commit": hub_server.COMMIT,
            "files": {name: content.hex() for name, content in hub_server.FILES.items()},
            "large": sorted(hub_server.LARGE),
        },
        "tree": cache(),
    }
    target.write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n")
