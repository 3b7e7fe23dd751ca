#!/usr/bin/env python3
"""Records learning rates of transformers and PyTorch, step by step, in schedules.json beside this script.

Made with torch 2.13.0 and transformers 5.23.0.
"""

import json
import pathlib

import torch
import transformers

NAMES = {
    "linear": "linear",
    "cosine": "cosine",
    "constant": "constant_with_warmup",
    "polynomial": "polynomial",
    "inverse_square_root": "inverse_sqrt",
}


def rates(kind, power, peak, warmup, total):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=peak)
    if kind == "one_cycle":
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, max_lr=peak, total_steps=total, pct_start=warmup / total, cycle_momentum=False
        )
    else:
        extra = {"scheduler_specific_kwargs": {"power": power}} if kind == "polynomial" else {}
        schedule = transformers.get_scheduler(
            NAMES[kind], optimizer, num_warmup_steps=warmup, num_training_steps=total, **extra
        )
    result = []
    for _ in range(total):
        result.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if len(result) < total:
            schedule.step()
    return result


cases = []
for kind in list(NAMES) + ["one_cycle"]:
    for power in [1.0, 2.0, 0.5] if kind == "polynomial" else [1.0]:
        for peak, warmup, total in [(5e-5, 0, 12), (1e-3, 3, 20), (0.1, 7, 8), (2e-5, 12, 40)]:
            cases.append(
                {
                    "kind": kind,
                    "power": power,
                    "peak": peak,
                    "warmup_steps": warmup,
                    "total_steps": total,
                    "rates": rates(kind, power, peak, warmup, total),
                }
            )

path = pathlib.Path(__file__).with_name("schedules.json")
path.write_text(json.dumps(cases, indent=1) + "\n")
