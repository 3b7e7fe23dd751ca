"""Other programs that run a BERT-style encoder: each computes the last hidden states of rows of ids, and ONNX Runtime
also the logits of a classifier.

An engine is created from the directory of a checkpoint, a number of threads and a directory for files derived from the
checkpoint. Its libraries are imported on creation, so that a missing library does not affect other engines.
"""
import hashlib
import importlib.metadata
import os
import pathlib
import shutil

import numpy

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def version(*packages):
    return ", ".join(f"{package} {importlib.metadata.version(package)}" for package in packages)


def padded(rows):
    """Ids and mask as [rows, longest]; 0 where there is no token."""
    ids = numpy.zeros((len(rows), max(map(len, rows))), numpy.int64)
    mask = numpy.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return ids, mask


class PyTorch:
    def __init__(self, model, threads, cache):
        import torch
        from transformers import AutoModel

        self.version = version("torch", "transformers")
        torch.set_num_threads(threads)
        self.torch = torch
        self.network = AutoModel.from_pretrained(model, dtype=torch.float32).eval()

    def hidden_states(self, rows):
        ids, mask = map(self.torch.from_numpy, padded(rows))
        with self.torch.inference_mode():
            return self.network(input_ids=ids, attention_mask=mask).last_hidden_state.numpy()


class ONNXRuntime:
    is_quantized = False

    def __init__(self, model, threads, cache, output="last_hidden_state"):
        import onnxruntime

        self.version = version("onnxruntime")
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        settings.inter_op_num_threads = 1
        file = exported(model, cache, output)
        self.session = onnxruntime.InferenceSession(
            quantized(file) if self.is_quantized else file, settings, providers=["CPUExecutionProvider"]
        )
        self.names = {value.name for value in self.session.get_inputs()}

    def outputs(self, rows):
        return self.session.run(None, named(*padded(rows), self.names))[0]

    hidden_states = outputs


class ONNXRuntimeInt8(ONNXRuntime):
    is_quantized = True


class OpenVINO:
    def __init__(self, model, threads, cache):
        import openvino

        self.version = version("openvino")
        core = openvino.Core()
        settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        network = core.compile_model(core.read_model(exported(model, cache)), "CPU", settings)
        self.names = {name for value in network.inputs for name in value.names}
        self.request = network.create_infer_request()

    def hidden_states(self, rows):
        self.request.infer(named(*padded(rows), self.names))
        return self.request.get_output_tensor(0).data


class CTranslate2:
    kind = "float32"

    def __init__(self, model, threads, cache):
        import ctranslate2

        self.version = version("ctranslate2")
        directory = cached(model, cache) / f"ctranslate2-{ctranslate2.__version__}-{self.kind}"

        def convert(partial):
            converter = ctranslate2.converters.TransformersConverter(model)
            converter.convert(str(partial), quantization=None if self.kind == "float32" else self.kind)

        made(directory, convert)
        self.encoder = ctranslate2.Encoder(
            str(directory), device="cpu", inter_threads=1, intra_threads=threads, compute_type=self.kind
        )

    def hidden_states(self, rows):
        return numpy.array(self.encoder.forward_batch(rows).last_hidden_state)


class CTranslate2Int8(CTranslate2):
    kind = "int8"


ENGINES = {
    "torch": PyTorch,
    "onnxruntime": ONNXRuntime,
    "onnxruntime-int8": ONNXRuntimeInt8,
    "openvino": OpenVINO,
    "ctranslate2": CTranslate2,
    "ctranslate2-int8": CTranslate2Int8,
}


def named(ids, mask, names):
    """The inputs that a network expects."""
    values = dict(zip(INPUTS, (ids, mask, numpy.zeros_like(ids))))
    return {name: values[name] for name in names}


# Files that are derived from a checkpoint once.


def cached(model, cache):
    """A directory for files derived from this checkpoint, named by a hash of configuration and weights."""
    digest = hashlib.sha256()
    for path in sorted(pathlib.Path(model).iterdir()):
        if path.name == "config.json" or path.suffix in (".safetensors", ".bin"):
            digest.update(path.name.encode())
            with open(path, "rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    directory = pathlib.Path(cache) / f"{pathlib.Path(model).resolve().name}-{digest.hexdigest()[:16]}"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def made(path, make):
    """Has a file or directory created under a temporary name, so that one with the final name is complete."""
    if path.exists():
        return
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        make(partial)
        partial.rename(path)
    finally:
        if partial.is_dir():
            shutil.rmtree(partial)
        else:
            partial.unlink(missing_ok=True)


def exported(model, cache, output="last_hidden_state"):
    """The path of the encoder (or, with the output `logits`, the classifier) as ONNX, for any number of rows of any
    length."""
    is_encoder = output == "last_hidden_state"

    def export(partial):
        import torch
        from transformers import AutoModel, AutoModelForSequenceClassification

        class Output(torch.nn.Module):
            def __init__(self):
                super().__init__()
                kind = AutoModel if is_encoder else AutoModelForSequenceClassification
                self.network = kind.from_pretrained(model, dtype=torch.float32, attn_implementation="eager")

            def forward(self, *values):
                return getattr(self.network(**dict(zip(names, values))), output)

        network = Output().eval()
        # DistilBERT and MPNet have no token types.
        has_types = getattr(network.network.config, "type_vocab_size", 0) > 0
        names = INPUTS if has_types and network.network.config.model_type != "mpnet" else INPUTS[:2]
        example = torch.ones(2, 16, dtype=torch.long)
        axes = {name: {0: "rows", 1: "length"} for name in names}
        axes["output"] = {0: "rows", 1: "length"} if is_encoder else {0: "rows"}
        torch.onnx.export(
            network, (example,) * len(names), str(partial), input_names=names, output_names=["output"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )

    kind = "encoder" if is_encoder else "classifier"
    path = cached(model, cache) / f"{kind}-torch-{importlib.metadata.version('torch')}.onnx"
    made(path, export)
    return str(path)


def quantized(file):
    """The path of an ONNX file with 8-bit integer weights and dynamically quantized activations."""

    def quantize(partial):
        from onnxruntime.quantization import QuantType, quantize_dynamic

        quantize_dynamic(file, str(partial), weight_type=QuantType.QInt8)

    path = pathlib.Path(file).with_suffix(f".onnxruntime-{importlib.metadata.version('onnxruntime')}-int8.onnx")
    made(path, quantize)
    return str(path)
