"""What the recording scripts share: ragged batches, the reference's training recipe and the files.

A batch is ragged: the ids of its sequences one after another, and the offset at which each begins. The reference
model needs a rectangle, so `rectangle` pads; recorded values are cut back to real tokens.
"""
import json
import os
import pathlib
from dataclasses import dataclass

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from safetensors.torch import save_file
from transformers import get_linear_schedule_with_warmup

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

ADAM_BETAS = (0.9, 0.999)
ADAM_EPSILON = 1e-8
WEIGHT_DECAY = 0.01


@dataclass
class Batch:
    """Sequences of different lengths; `types` are token types, `labels` one class a sequence."""

    ids: list[list[int]]
    types: list[list[int]]
    labels: list[int]

    def __post_init__(self):
        # The reference gives the embedding of the padding id no gradient, so that id must not occur as a real token.
        if any(token == 0 for sequence in self.ids for token in sequence):
            raise ValueError("id 0 is the padding id and may not occur in a recorded sequence")

    def rectangle(self):
        """Ids, attention mask and token types as [sequences, longest], padded with 0 on the right."""
        width = max(map(len, self.ids))

        def padded(rows):
            return torch.tensor([row + [0] * (width - len(row)) for row in rows], dtype=torch.long)

        return dict(
            input_ids=padded(self.ids),
            attention_mask=padded([[1] * len(row) for row in self.ids]),
            token_type_ids=padded(self.types),
        )

    def real_tokens(self, values):
        """[sequences, longest, width] without the padding: [tokens, width]."""
        return torch.cat([values[row, : len(ids)] for row, ids in enumerate(self.ids)])


def ragged(batches):
    """The I32 tensors that describe batches: ids, types, offsets, labels and, per batch, its first sequence."""
    sequences = [ids for batch in batches for ids in batch.ids]
    return {
        "ids": integers(token for ids in sequences for token in ids),
        "types": integers(token for batch in batches for types in batch.types for token in types),
        "offsets": integers(running_sums(map(len, sequences))),
        "labels": integers(label for batch in batches for label in batch.labels),
        "batches": integers(running_sums(len(batch.ids) for batch in batches)),
    }


def running_sums(lengths):
    sums = [0]
    for length in lengths:
        sums.append(sums[-1] + length)
    return sums


def integers(values):
    return torch.tensor(list(values), dtype=torch.int32)


def floats(values):
    return torch.tensor(list(values), dtype=torch.float64)


def parameter_groups(model):
    """Weight decay for everything but biases and LayerNorms."""
    named = list(model.named_parameters())
    plain = [name for name, _ in named if name.endswith("bias") or "LayerNorm" in name]
    return [
        dict(params=[parameter for name, parameter in named if name not in plain], weight_decay=WEIGHT_DECAY),
        dict(params=[parameter for name, parameter in named if name in plain], weight_decay=0.0),
    ]


def train(model, batches, learning_rate, warmup_steps, accumulate=1, maximum_norm=1.0):
    """Trains over `batches` in order and returns what each optimiser step saw, as F64 vectors.

    With `accumulate` n, each optimiser step adds up the gradients of n batches, each loss divided by n. The norm is
    that of the gradient before clipping; `maximum_norm` None leaves clipping out.
    """
    steps = len(batches) // accumulate
    optimizer = torch.optim.AdamW(
        parameter_groups(model), lr=learning_rate, betas=ADAM_BETAS, eps=ADAM_EPSILON, foreach=False
    )
    schedule = get_linear_schedule_with_warmup(optimizer, warmup_steps, steps)
    record = dict(batch_loss=[], loss=[], learning_rate=[], gradient_norm=[])
    model.train()
    for step in range(steps):
        optimizer.zero_grad()
        step_batches = batches[step * accumulate : (step + 1) * accumulate]
        for batch in step_batches:
            loss = model(**batch.rectangle(), labels=torch.tensor(batch.labels)).loss
            (loss / accumulate).backward()
            record["batch_loss"].append(loss.item())
        record["loss"].append(sum(record["batch_loss"][-accumulate:]) / accumulate)
        # An infinite bound clips nothing and still returns the norm.
        bound = float("inf") if maximum_norm is None else maximum_norm
        record["gradient_norm"].append(torch.nn.utils.clip_grad_norm_(model.parameters(), bound).item())
        record["learning_rate"].append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return {name: floats(values) for name, values in record.items()}


def save_tensors(path, tensors, metadata=None):
    """Writes a safetensors file: floating point as F32, integers as they are."""
    stored = {
        name: (tensor.float() if tensor.is_floating_point() else tensor).detach().contiguous().clone()
        for name, tensor in tensors.items()
    }
    save_file(stored, path, metadata=metadata)
    path.chmod(0o644)


def save_model(directory, model):
    """Writes config.json and model.safetensors as the reference does."""
    model.save_pretrained(directory)
    (directory / "model.safetensors").chmod(0o644)


def save_json(path, value):
    pathlib.Path(path).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
