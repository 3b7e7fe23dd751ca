"""Records small files of torch.save and what they hold. Usage: record_pytorch.py [OUTPUT_DIR]

The files are in PyTorch/. `expected.json` lists, for each file, the tensors with element type and shape in the order of
the state dict; `expected.safetensors` holds the elements of the floating-point ones as F32, as `FILE/NAME`. Every file
is read back by torch.load before it counts. Made with the versions in ../Encoder/requirements.txt; the layout before
torch 1.6 names its storages after addresses, so those files differ from run to run.
"""
import io
import json
import pathlib
import pickle
import struct
import sys
import zipfile
from collections import OrderedDict

import torch
from safetensors.torch import save_file

TYPES = {
    torch.bool: "BOOL", torch.uint8: "U8", torch.int8: "I8", torch.int16: "I16", torch.int32: "I32",
    torch.int64: "I64", torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64",
}
SPECIAL = [0.0, -0.0, 1.0, -2.5, float("inf"), float("-inf"), 6e-8, 65504.0, 0.1, 1e-40]


def numbers(*shape):
    """Numbers that tell places apart and are exact in every floating-point type with 8 bits."""
    count = 1
    for size in shape:
        count *= size
    return (torch.arange(count, dtype=torch.float32) - 100).reshape(shape)


def all_types():
    """A tensor of each element type, with a matrix of it that is transposed."""
    tensors = OrderedDict()
    for type, name in TYPES.items():
        values = torch.tensor(SPECIAL, dtype=torch.float64)
        if not type.is_floating_point:
            values = torch.arange(10) % 2 if type == torch.bool else torch.arange(10)
        tensors[f"{name}.special"] = values.to(type)
        tensors[f"{name}.transposed"] = (numbers(3, 5).abs() % 2 if type == torch.bool else numbers(3, 5).abs()).to(type).t()
    return tensors


def all_views():
    """Tensors that are not simply their storage."""
    base = numbers(7, 9)
    cube = numbers(2, 3, 4)
    tied = numbers(4, 6)
    padded = numbers(3, 4)
    return OrderedDict([
        ("whole", base),
        ("transposed", base.t()),
        ("rows", base[2:5]),
        ("columns", base[:, 3:5]),
        ("every other", base[1::2, ::3]),
        ("one column", base[:, 4]),
        ("element", base[3, 4]),
        ("cube", cube),
        ("cube.permuted", cube.permute(2, 0, 1)),
        ("cube.swapped", cube.transpose(0, 1)),
        ("cube.middle", cube[:, 1]),
        ("expanded", numbers(1, 5).expand(4, 5)),
        ("expanded.columns", numbers(4, 1).expand(4, 5)),
        ("expanded.scalar", torch.tensor(7.0).expand(2, 2)),
        ("windows", torch.as_strided(numbers(9), (7, 3), (1, 1))),
        ("size 1", numbers(1, 6, 1).as_strided((1, 6, 1), (99, 1, 1234))),
        ("scalar", torch.tensor(3.5)),
        ("empty", torch.empty(0)),
        ("empty.matrix", torch.empty(0, 3)),
        ("empty.middle", torch.empty(2, 0, 3)),
        ("empty.end of storage", base[7:]),
        ("parameter", torch.nn.Parameter(numbers(2, 3))),
        ("parameter.frozen", torch.nn.Parameter(numbers(2, 3).t(), requires_grad=False)),
        ("tied.first", tied),
        ("tied.second", tied),
        ("tied.part", tied[1:, 2:]),
        ("padded", padded.half()[:, :3]),
        ("ünïcode 名", numbers(2)),
    ])


def module():
    """A module's state dict, whose `_metadata` is an attribute."""
    torch.manual_seed(1)
    layers = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LayerNorm(4), torch.nn.Embedding(5, 4))
    return layers.state_dict()


def training(state):
    """A checkpoint of a training run around a state dict."""
    momentum = {index: {"step": torch.tensor(3.0), "exp_avg": numbers(2)} for index in range(2)}
    return {
        "epoch": 3,
        "loss": 0.25,
        "steps": 2**40,
        "best": None,
        "names": ["a", "b"],
        "shape": torch.Size([2, 3]),
        "optimizer": {"state": momentum, "param_groups": [{"lr": 1e-3, "betas": (0.9, 0.999), "params": [0, 1]}]},
        "state_dict": state,
    }


def python_2():
    """The layout before torch 1.6 as Python 2 wrote it: byte strings, OrderedDict called with pairs, and a memo that
    begins with 1."""

    def string(text):
        return b"U" + bytes([len(text)]) + text.encode()

    storage = b"(" + string("storage") + b"ctorch\nFloatStorage\n" + string("4321") + string("cpu") + b"K\x06NtQ"
    hooks = b"ccollections\nOrderedDict\n]\x85R"
    tensor = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"K\x00K\x02K\x03\x86K\x03K\x01\x86\x89" + hooks + b"tR"
    pair = b"](" + string("layer.gamma") + b"q\x01" + tensor + b"q\x02e"
    object = b"\x80\x02ccollections\nOrderedDict\n](" + pair + b"e\x85R}" + string("_metadata") + b"}sb."
    facts = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    head = b"".join(pickle.dumps(part, protocol=2) for part in (0x1950A86A20F9469CFC6C, 1001, facts))
    keys = b"\x80\x02](" + string("4321") + b"e."
    return head + object + keys + struct.pack("<q6f", 6, *numbers(6).tolist())


def rewritten(content):
    """An archive as zipfile writes it: no data descriptors and no alignment."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(zipfile.ZipInfo(name), source.read(name))
    return target.getvalue()


def saved(value, **options):
    target = io.BytesIO()
    torch.save(value, target, **options)
    return target.getvalue()


def main():
    directory = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent) / "PyTorch"
    directory.mkdir(parents=True, exist_ok=True)
    legacy = dict(_use_new_zipfile_serialization=False)
    files = {
        "types": saved(all_types()),
        "types-legacy": saved(all_types(), **legacy),
        "views": saved(all_views()),
        "views-legacy": saved(all_views(), **legacy),
        "module": saved(module()),
        "module-legacy": saved(module(), **legacy),
        "module-rewritten": rewritten(saved(module())),
        "plain-dict": saved(dict(module())),
        "training": saved(training(module())),
        "training-legacy": saved(training(module()), **legacy),
        "no-tensors": saved(OrderedDict()),
        "python-2-legacy": python_2(),
    }
    for protocol in (3, 4, 5):
        files[f"protocol-{protocol}"] = saved(training(module()), pickle_protocol=protocol)
        files[f"protocol-{protocol}-legacy"] = saved(training(module()), pickle_protocol=protocol, **legacy)
    expected, elements = {}, {}
    for name, content in files.items():
        (directory / f"{name}.bin").write_bytes(content)
        state = torch.load(io.BytesIO(content), weights_only=False)
        state = state.get("state_dict", state)
        expected[name] = [
            {"name": key, "type": TYPES[tensor.dtype], "shape": list(tensor.shape)} for key, tensor in state.items()
        ]
        for key, tensor in state.items():
            if tensor.is_floating_point():
                elements[f"{name}/{key}"] = tensor.detach().float().contiguous().clone()
    (directory / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
    save_file(elements, directory / "expected.safetensors")


main()
