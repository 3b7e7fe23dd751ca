#!/usr/bin/env python3
"""Records losses of PyTorch and their gradients in losses.json, beside this script.

All is computed in double precision from logits that single precision holds exactly. Made with torch 2.13.0.
"""

import json
import pathlib

import torch
import torch.nn.functional as functional

torch.set_num_threads(1)
generator = torch.Generator().manual_seed(11)
ROWS, OUTPUTS = 6, 5


def random_logits(rows=ROWS, outputs=OUTPUTS):
    return (torch.randn(rows, outputs, generator=generator) * 3).double()


def record(name, task, logits, targets, compute, teacher=None, **settings):
    logits.requires_grad_(True)
    loss = compute(logits)
    loss.backward()
    return {
        "name": name,
        "task": task,
        "logits": logits.tolist(),
        "targets": targets.tolist(),
        "teacher": None if teacher is None else teacher.tolist(),
        "loss": loss.item(),
        "gradient": logits.grad.tolist(),
        **settings,
    }


def kl(student, teacher):
    """The divergence of the teacher's probabilities from the student's, row by row."""
    terms = functional.kl_div(
        functional.log_softmax(student, -1), functional.log_softmax(teacher, -1), reduction="none", log_target=True
    )
    return terms.sum(-1)


def classification(
    name, smoothing=0.0, weights=None, gamma=0.0, sharpness=None, distillation=None, r_drop=None
):
    labels = torch.randint(0, OUTPUTS, (ROWS,), generator=generator)
    logits = random_logits(ROWS if r_drop is None else 2 * ROWS)
    weight = None if weights is None else torch.tensor(weights).double()
    teacher = None if distillation is None else random_logits()
    row_weights = torch.ones(ROWS).double() if weight is None else weight[labels]

    def truth(logits):
        if gamma == 0 and sharpness is None:
            return functional.cross_entropy(logits, labels, weight=weight, label_smoothing=smoothing)
        if gamma == 0 and weight is None:
            distances = (torch.arange(OUTPUTS) - labels[:, None]).abs().double()
            targets = functional.softmax(-sharpness * distances, -1)
            return functional.cross_entropy(logits, targets, label_smoothing=smoothing)
        targets = functional.one_hot(labels, OUTPUTS).double()
        if sharpness is not None:
            distances = (torch.arange(OUTPUTS) - labels[:, None]).abs().double()
            targets = functional.softmax(-sharpness * distances, -1)
        targets = (1 - smoothing) * targets + smoothing / OUTPUTS
        if weight is not None:
            targets = targets * weight
        logarithms = functional.log_softmax(logits, -1)
        terms = -((1 - logarithms.exp()) ** gamma) * logarithms * targets
        return terms.sum() / row_weights.sum()

    def mean(rows):
        return (rows * row_weights).sum() / row_weights.sum()

    def one(logits):
        if distillation is None:
            return truth(logits)
        share, temperature = distillation
        divergence = mean(kl(logits / temperature, teacher / temperature)) * temperature**2
        return (1 - share) * truth(logits) + share * divergence

    def compute(logits):
        if r_drop is None:
            return one(logits)
        first, second = logits[:ROWS], logits[ROWS:]
        divergence = (mean(kl(first, second)) + mean(kl(second, first))) / 2
        return (one(first) + one(second)) / 2 + r_drop * divergence

    return record(
        name, "classes", logits, labels, compute, teacher, label_smoothing=smoothing, weights=weights,
        focal_gamma=gamma, ordinal_sharpness=sharpness, distillation=distillation, r_drop=r_drop,
    )


def label_sets(name, smoothing=0.0, weights=None, distillation=None):
    targets = torch.randint(0, 2, (ROWS, OUTPUTS), generator=generator).double()
    teacher = None if distillation is None else random_logits()
    weight = None if weights is None else torch.tensor(weights).double()

    def compute(logits):
        smoothed = targets * (1 - smoothing) + smoothing / 2
        loss = functional.binary_cross_entropy_with_logits(logits, smoothed, pos_weight=weight)
        if distillation is None:
            return loss
        share, temperature = distillation
        soft = torch.sigmoid(teacher / temperature)
        cross = functional.binary_cross_entropy_with_logits(logits / temperature, soft)
        entropy = functional.binary_cross_entropy_with_logits(teacher / temperature, soft)
        return (1 - share) * loss + share * temperature**2 * (cross - entropy)

    return record(
        name, "label sets", random_logits(), targets, compute, teacher, label_smoothing=smoothing, weights=weights,
        distillation=distillation,
    )


def numbers(name, distillation=None):
    targets = (torch.randn(ROWS, generator=generator) * 2).double()
    teacher = None if distillation is None else random_logits(outputs=1)

    def compute(logits):
        loss = functional.mse_loss(logits[:, 0], targets)
        if distillation is None:
            return loss
        share, _ = distillation
        return (1 - share) * loss + share * functional.mse_loss(logits, teacher)

    return record(name, "numbers", random_logits(outputs=1), targets, compute, teacher, distillation=distillation)


weights = [0.5, 1.0, 2.0, 0.25, 3.0]
cases = [
    classification("cross-entropy"),
    classification("smoothed labels", smoothing=0.1),
    classification("class weights", weights=weights),
    classification("class weights and smoothed labels", smoothing=0.2, weights=weights),
    classification("focal", gamma=2.0),
    classification("focal with a small exponent", gamma=0.5),
    classification("focal with weights and smoothing", smoothing=0.1, weights=weights, gamma=1.5),
    classification("classes in order", sharpness=1.5),
    classification("classes in order, smoothed", smoothing=0.1, sharpness=0.7),
    classification("a teacher", distillation=[0.7, 2.0]),
    classification("a teacher alone", distillation=[1.0, 1.0]),
    classification("two passes", r_drop=1.0),
    classification("everything", 0.1, weights, 2.0, 1.0, [0.3, 4.0], 0.5),
    label_sets("label sets"),
    label_sets("label sets with weights", weights=weights),
    label_sets("smoothed label sets", smoothing=0.1, weights=weights),
    label_sets("label sets with a teacher", 0.1, weights, [0.4, 3.0]),
    numbers("numbers"),
    numbers("numbers with a teacher", [0.25, 1.0]),
]
pathlib.Path(__file__).with_name("losses.json").write_text(json.dumps(cases) + "\n")
