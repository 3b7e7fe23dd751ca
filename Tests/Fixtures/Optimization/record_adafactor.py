#!/usr/bin/env python3
"""Records steps of transformers.optimization.Adafactor in adafactor.json, beside this script.

Each case has two groups of parameters; gradients are those before scaling, and some rows of the table have none.
Made with torch 2.13.0 and transformers 5.23.0.
"""

import json
import pathlib

import torch
from transformers.optimization import Adafactor

torch.set_num_threads(1)
SHAPES = {"table": [9, 5], "wide.weight": [3, 11], "tall.weight": [8, 2], "wide.bias": [11]}
STEPS = 5


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def case(name, seed, weight_decay=0.0, scale_parameter=False, beta1=None, clip_threshold=1.0, gradient_scale=1.0):
    generator = torch.Generator().manual_seed(seed)
    parameters = {
        key: torch.nn.Parameter(torch.randn(shape, generator=generator) * (0.5 if key != "tall.weight" else 1e-4))
        for key, shape in SHAPES.items()
    }
    initial = {key: numbers(value) for key, value in parameters.items()}
    groups = [
        {"params": [value for key, value in parameters.items() if not key.endswith("bias")]},
        {"params": [parameters["wide.bias"]], "weight_decay": 0.0},
    ]
    optimizer = Adafactor(
        groups,
        lr=1e-3,
        weight_decay=weight_decay,
        scale_parameter=scale_parameter,
        relative_step=False,
        warmup_init=False,
        beta1=beta1,
        clip_threshold=clip_threshold,
    )
    steps = []
    for step in range(STEPS):
        rate = 1e-2 / (1 + step)
        gradients = {}
        for key, value in parameters.items():
            gradient = torch.randn(value.shape, generator=generator) * (10.0 ** (step - 2))
            if key == "table":
                gradient[torch.rand(len(gradient), generator=generator) < 0.6] = 0
            gradients[key] = numbers(gradient)
            value.grad = gradient * gradient_scale
        for group in optimizer.param_groups:
            group["lr"] = rate * (0.5 if group["params"][0] is parameters["wide.bias"] else 1.0)
        optimizer.step()
        steps.append(
            {
                "learning_rate": rate,
                "gradients": gradients,
                "parameters": {key: numbers(value) for key, value in parameters.items()},
            }
        )
    state = {
        f"{key}.{part}": numbers(tensor)
        for key, value in parameters.items()
        for part, tensor in optimizer.state[value].items()
        if part.startswith("exp_avg")
    }
    return {
        "name": name,
        "weight_decay": weight_decay,
        "scales_by_parameter": scale_parameter,
        "beta1": beta1,
        "clipping_threshold": clip_threshold,
        "gradient_scale": gradient_scale,
        "initial": initial,
        "steps": steps,
        "state": state,
    }


cases = [
    case("as it is", 1),
    case("decay", 2, weight_decay=0.1),
    case("rates in units of the parameter", 3, weight_decay=0.1, scale_parameter=True),
    case("first moment", 4, weight_decay=0.01, beta1=0.9),
    case("all, with scaled gradients", 5, 0.1, True, 0.8, 0.5, 0.25),
]
pathlib.Path(__file__).with_name("adafactor.json").write_text(json.dumps(cases) + "\n")
