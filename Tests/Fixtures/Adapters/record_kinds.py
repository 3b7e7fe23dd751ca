"""Records adapters of many kinds that PEFT writes beside a small frozen BERT, and the logits that it gives with them.

Usage: record_kinds.py [OUTPUT_DIR]

Needs the libraries of ../Encoder/requirements.txt and peft==0.21.2 (with accelerate==1.15.0 and psutil==7.2.2).

The model is ../Encoder/bert-2-layers. Every adapter is random instead of trained: what counts is how it is read. Written are

- kinds/<name>/: what `save_pretrained` wrote, without README.md; base_model_name_or_path is "base", for a test to replace
- kinds.safetensors: `logits.<name>` of the first batch of ../Encoder/bert-2-layers/batches.safetensors after the directory
  was loaded again; for adapters of an encoder alone, `hidden.<name>` with the last hidden states of its tokens
"""
import pathlib
import sys

ENCODER = pathlib.Path(__file__).resolve().parent.parent / "Encoder"
sys.path.insert(0, str(ENCODER))
import recording  # sets what must be set before transformers is imported

import json

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import BertForSequenceClassification, BertModel

from record_peft import batches

BASE = ENCODER / "bert-2-layers"
WHOLE = {"task_type": "SEQ_CLS", "modules_to_save": ["classifier"]}
KINDS = {
    "patterns": {**WHOLE, "rank_pattern": {"layer.1.attention.self.query": 3, "query": 1},
                 "alpha_pattern": {"layer.0.attention.self.value": 16, "encoder.*query": 2}},
    "rank-stabilized": {**WHOLE, "use_rslora": True, "rank_pattern": {"value": 4}},
    "dora": {**WHOLE, "use_dora": True},
    "bias-all": {**WHOLE, "bias": "all"},
    "bias-lora-only": {**WHOLE, "bias": "lora_only", "lora_bias": True},
    "embeddings": {**WHOLE, "target_modules": ["word_embeddings", "value"]},
    "dora-embeddings": {**WHOLE, "target_modules": ["token_type_embeddings", "position_embeddings"], "use_dora": True},
    "saved-embeddings": {**WHOLE, "modules_to_save": ["classifier", "token_type_embeddings", "pooler"]},
    "all-linear": {**WHOLE, "target_modules": "all-linear", "r": 1},
    "one-layer": {**WHOLE, "layers_to_transform": [1], "layers_pattern": "layer"},
    "expression": {**WHOLE, "target_modules": r".*layer\.\d\.(attention\.output|intermediate)\.dense"},
    "eva": {**WHOLE, "init_lora_weights": "eva"},
    "archive": {**WHOLE, "lora_alpha": 5},
    "feature-extraction": {"task_type": "FEATURE_EXTRACTION", "target_modules": "all-linear", "r": 1},
    "no-task": {"modules_to_save": ["classifier", "LayerNorm"]},
}


def model_of(task):
    kind = BertModel if task == "FEATURE_EXTRACTION" else BertForSequenceClassification
    return kind.from_pretrained(BASE, attn_implementation="eager").eval()


def randomize(model):
    """Values that are not those of the beginning, of the size of trained ones."""
    generator = torch.Generator().manual_seed(5)
    for parameter in model.parameters():
        if parameter.requires_grad:
            noise = torch.randn(parameter.shape, generator=generator) * 0.1
            parameter.data += noise.to(parameter.dtype)


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    batch = batches(BASE / "batches.safetensors")[0]
    values = {}
    for name, settings in KINDS.items():
        torch.manual_seed(3)
        task = settings.get("task_type")
        defaults = {"r": 2, "lora_alpha": 4, "target_modules": ["query", "value"]}
        model = get_peft_model(model_of(task), LoraConfig(**(defaults | settings)))
        randomize(model)
        directory = output / "kinds" / name
        if name == "archive":
            model.save_pretrained(directory, safe_serialization=False)
        else:
            model.save_pretrained(directory)
        (directory / "README.md").unlink()
        path = directory / "adapter_config.json"
        recording.save_json(path, json.loads(path.read_text()) | dict(base_model_name_or_path="base"))
        for file in directory.iterdir():
            file.chmod(0o644)
        loaded = PeftModel.from_pretrained(model_of(task), directory).eval()
        with torch.no_grad():
            result = loaded(**batch.rectangle())
            before = model_of(task)(**batch.rectangle())
        key = "last_hidden_state" if task == "FEATURE_EXTRACTION" else "logits"
        change = (result[key] - before[key]).abs().max().item()
        print(f"{name}: changes the results by {change:.2f}")
        if change < 0.01:
            raise ValueError(f"the adapter {name} changes nothing")
        if task == "FEATURE_EXTRACTION":
            values[f"hidden.{name}"] = batch.real_tokens(result[key])
        else:
            values[f"logits.{name}"] = result[key]
    recording.save_tensors(output / "kinds.safetensors", values)


if __name__ == "__main__":
    main()
