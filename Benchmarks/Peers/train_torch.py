"""The peer of `fledge train`: trains a sequence classifier with PyTorch and transformers on the CPU.

Prints one JSON line with the speed after the skipped steps, peak memory, mean loss of the last 50 steps and, with
--eval, the accuracy on that file. The recipe is the usual one: AdamW with weight decay 0.01 except for biases and
LayerNorms, warmup over 6 % of the steps and linear decay, gradients clipped to norm 1, and each batch padded to its
longest text.
"""
import argparse
import json
import os
import random
import resource
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

GROUPED_BATCHES = 50
EVALUATION_BATCH = 64


def arguments():
    parser = argparse.ArgumentParser(description="Fine-tune a sequence classifier with PyTorch.")
    parser.add_argument("--model", required=True, help="directory of a checkpoint")
    parser.add_argument("--train", required=True, help="TSV (text, class number, header) or JSONL (text, label)")
    parser.add_argument("--eval", help="a file like --train, for the accuracy after training")
    parser.add_argument("--steps", type=int, default=0, help="optimizer steps; 0 follows --epochs")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=5e-5)
    parser.add_argument("--max-length", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--skip", type=int, default=10, help="number of leading steps that are not timed")
    parser.add_argument("--group-by-length", action="store_true", help="batches of texts of similar length")
    parser.add_argument("--no-dropout", action="store_true")
    return parser.parse_args()


def read_examples(path):
    """Pairs of a text and its label: a name in JSONL, a number in TSV."""
    with open(path, encoding="utf-8") as file:
        if path.endswith(".jsonl"):
            return [(row["text"], row["label"]) for row in map(json.loads, file)]
        next(file)
        rows = (line.rstrip("\n").split("\t") for line in file)
        return [(row[0], int(row[1])) for row in rows]


def epoch(lengths, batch, grouped, generator):
    """The full batches of one epoch, as lists of example numbers; a remainder is dropped.

    Grouping sorts by length inside stretches of 50 batches, so that batches stay random but need little padding.
    """
    order = list(range(len(lengths)))
    generator.shuffle(order)
    if grouped:
        stretch = GROUPED_BATCHES * batch
        stretches = [order[start : start + stretch] for start in range(0, len(order), stretch)]
        order = [n for part in stretches for n in sorted(part, key=lambda n: lengths[n], reverse=True)]
    batches = [order[start : start + batch] for start in range(0, len(order) - batch + 1, batch)]
    if grouped:
        generator.shuffle(batches)
    return batches


def epochs(*details):
    while True:
        yield from epoch(*details)


def padded(rows):
    """Ids and attention mask, [rows, longest]."""
    rows = [torch.tensor(row) for row in rows]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
    return dict(input_ids=ids, attention_mask=mask)


def optimizer_for(model, learning_rate):
    def decays(name):
        return not (name.endswith("bias") or "LayerNorm" in name)

    parameters = list(model.named_parameters())
    return torch.optim.AdamW(
        [
            dict(params=[value for name, value in parameters if decays(name)], weight_decay=0.01),
            dict(params=[value for name, value in parameters if not decays(name)], weight_decay=0.0),
        ],
        lr=learning_rate,
    )


def accuracy(model, ids, labels):
    model.eval()
    right = 0
    with torch.inference_mode():
        for start in range(0, len(ids), EVALUATION_BATCH):
            part = slice(start, start + EVALUATION_BATCH)
            predicted = model(**padded(ids[part])).logits.argmax(dim=-1)
            right += (predicted == torch.tensor(labels[part])).sum().item()
    return right / len(ids)


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)

    examples = read_examples(options.train)
    classes = {label: number for number, label in enumerate(sorted({label for _, label in examples}))}
    tokenizer = AutoTokenizer.from_pretrained(options.model)

    def encode(rows):
        encoded = tokenizer([text for text, _ in rows], truncation=True, max_length=options.max_length, padding=False)
        return encoded["input_ids"], [classes[label] for _, label in rows]

    ids, labels = encode(examples)
    dropout = dict(hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0) if options.no_dropout else {}
    model = AutoModelForSequenceClassification.from_pretrained(
        options.model, num_labels=len(classes), dtype=torch.float32, **dropout
    )

    steps = options.steps or options.epochs * (len(ids) // options.batch)
    if len(ids) < options.batch or steps <= options.skip:
        sys.exit(f"{len(ids)} examples and {steps} steps leave nothing to time after {options.skip} steps")
    optimizer = optimizer_for(model, options.lr)
    schedule = get_linear_schedule_with_warmup(optimizer, int(0.06 * steps), steps)
    batches = epochs([len(row) for row in ids], options.batch, options.group_by_length, random.Random(options.seed))

    model.train()
    losses = []
    tokens = timed_examples = 0
    for step in range(steps):
        if step == options.skip:
            began = time.perf_counter()
        chosen = next(batches)
        loss = model(**padded([ids[n] for n in chosen]), labels=torch.tensor([labels[n] for n in chosen])).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if step >= options.skip:
            timed_examples += len(chosen)
            tokens += sum(len(ids[n]) for n in chosen)
    seconds = time.perf_counter() - began

    last = losses[-50:]
    report = dict(
        peer="torch",
        steps=steps,
        seconds=round(seconds, 3),
        examples_per_s=round(timed_examples / seconds, 2),
        tokens_per_s=round(tokens / seconds, 1),
        peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1),
        loss_last_50=round(sum(last) / len(last), 4),
    )
    if options.eval:
        report["accuracy"] = round(accuracy(model, *encode(read_examples(options.eval))), 4)
    print(json.dumps(report | dict(options=vars(options))))


if __name__ == "__main__":
    main()
