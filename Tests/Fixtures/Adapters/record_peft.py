"""Records how PEFT trains low-rank adapters beside a small frozen BERT, and the directory that it writes.

Usage: record_peft.py [OUTPUT_DIR]

Needs the libraries of ../Encoder/requirements.txt and peft==0.21.2 (with accelerate==1.15.0 and psutil==7.2.2).

The model is ../Encoder/bert-2-layers with new adapters of queries and values, and the first batches of that directory are
trained on. There is no dropout. Written are, in float32:

- peft.safetensors: `initial.*`, `gradient.<step>.*` and `weight.<step>.*` (after the step) of everything that learns, under
  the names of a bare encoder with its head; `loss`, one a step; `logits` of the first batch after the last step
- adapter/: what `save_pretrained` wrote after the last step; base_model_name_or_path is "base", for a test to replace

Values of a second run in float64 bound what rounding does: the script fails where they differ by more than 5e-6.
"""
import copy
import json
import pathlib
import sys

ENCODER = pathlib.Path(__file__).resolve().parent.parent / "Encoder"
sys.path.insert(0, str(ENCODER))
import recording  # sets what must be set before transformers is imported

import torch
from peft import LoraConfig, get_peft_model
from safetensors import safe_open
from transformers import BertForSequenceClassification

STEPS = 10
LEARNING_RATE = 1e-3
PREFIX = "base_model.model."


def batches(path):
    with safe_open(path, "pt") as file:
        recorded = {name: file.get_tensor(name).tolist() for name in file.keys()}
    offsets = recorded["offsets"]

    def ragged(name):
        return [recorded[name][first:last] for first, last in zip(offsets, offsets[1:])]

    ids, types = ragged("ids"), ragged("types")
    starts = recorded["batches"]
    return [recording.Batch(ids[first:last], types[first:last], recorded["labels"][first:last])
            for first, last in zip(starts, starts[1:])]


def adapted():
    model = BertForSequenceClassification.from_pretrained(ENCODER / "bert-2-layers", attn_implementation="eager")
    torch.manual_seed(7)
    # Not the usual beginning with B at zero, where A would have no gradient and the adapters would change nothing.
    config = LoraConfig(task_type="SEQ_CLS", r=4, lora_alpha=8, lora_dropout=0.0, target_modules=["query", "value"],
                        modules_to_save=["classifier", "pooler"], init_lora_weights=False)
    model = get_peft_model(model, config)
    return model.train()


def learning(model):
    """What learns, by the names of a bare encoder with its head."""
    def plain(name):
        for part in [PREFIX, "bert.", ".default", ".modules_to_save"]:
            name = name.replace(part, "")
        return name

    return {plain(name): parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


def train(model, batches):
    parameters = learning(model)
    optimizer = torch.optim.AdamW(
        [dict(params=[value for name, value in parameters.items() if name.endswith("bias")], weight_decay=0.0),
         dict(params=[value for name, value in parameters.items() if not name.endswith("bias")],
              weight_decay=recording.WEIGHT_DECAY)],
        lr=LEARNING_RATE, betas=recording.ADAM_BETAS, eps=recording.ADAM_EPSILON, foreach=False)
    values = {f"initial.{name}": parameter.detach().clone() for name, parameter in parameters.items()}
    losses = []
    for step, batch in enumerate(batches):
        optimizer.zero_grad()
        loss = model(**batch.rectangle(), labels=torch.tensor(batch.labels)).loss
        loss.backward()
        losses.append(loss.item())
        for name, parameter in parameters.items():
            values[f"gradient.{step}.{name}"] = parameter.grad.clone()
        optimizer.step()
        for name, parameter in parameters.items():
            values[f"weight.{step}.{name}"] = parameter.detach().clone()
    values["loss"] = recording.floats(losses)
    with torch.no_grad():
        values["logits"] = model.eval()(**batches[0].rectangle()).logits
    return values


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    examples = batches(ENCODER / "bert-2-layers/batches.safetensors")[:STEPS]
    single = adapted()
    double = copy.deepcopy(single).double()
    values, exact = train(single, examples), train(double, examples)
    deviation = max((values[name].double() - exact[name].double()).abs().max().item() for name in values)
    print(f"float32 and float64 differ by {deviation:.1e}")
    if deviation > 5e-6:
        raise ValueError("rounding alone makes more of a difference than the tests allow")
    recording.save_tensors(output / "peft.safetensors", values)
    directory = output / "adapter"
    single.save_pretrained(directory)
    (directory / "README.md").unlink()
    path = directory / "adapter_config.json"
    recording.save_json(path, json.loads(path.read_text()) | dict(base_model_name_or_path="base"))
    (directory / "adapter_model.safetensors").chmod(0o644)


if __name__ == "__main__":
    main()
