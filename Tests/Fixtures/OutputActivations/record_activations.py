"""Records what the modules of torch.nn give that a cross-encoder may name. Usage: record_activations.py [OUTPUT]

The values are those of each module with its default settings, in float64, for logits on both sides of every corner.
"""
import json
import pathlib
import sys

import torch

NAMES = [
    "Identity", "Sigmoid", "Tanh", "ReLU", "ReLU6", "LeakyReLU", "ELU", "GELU", "SiLU", "Mish", "Softplus", "Softsign",
    "LogSigmoid", "Hardtanh", "Hardsigmoid",
]
LOGITS = [-40.0, -7.5, -3.0, -1.25, -0.5, 0.0, 0.5, 1.5095, 3.0, 6.5, 40.0]

if __name__ == "__main__":
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "activations.json")
    logits = torch.tensor(LOGITS, dtype=torch.float64)
    values = {name: getattr(torch.nn, name)()(logits).tolist() for name in NAMES}
    output.write_text(json.dumps({"logits": LOGITS, "values": values}, indent=1) + "\n")
