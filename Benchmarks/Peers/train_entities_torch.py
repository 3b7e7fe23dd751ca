"""The peer of `fledge train --task entities`: trains a token classifier with PyTorch and transformers on the CPU.

Reads CoNLL files (see conll.py; IOB1 becomes IOB2). The first piece of a word has the word's label, further pieces and
special tokens have none. Words beyond the token limit are neither trained on nor predicted: they are counted, and
predicted as O, like words without a piece. The recipe is the usual one: AdamW with weight decay 0.01 except for biases
and LayerNorms, warmup over 10 % of the steps and linear decay, gradients clipped to norm 1, dropout as in the
configuration, and each batch padded to its longest sentence. With --validation, the epoch with the best strict F1 on
that file is tested, otherwise the last.

Speed is that of training alone, after the skipped steps. Scores are seqeval's: strict for IOB2, with invalid
predictions unchanged, and as conlleval counts. With --folds and --fold, --train is split by documents as in split_folds.py, in file
order or shuffled by --fold-seed, and the fold is tested.
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
from transformers import AutoModelForTokenClassification, AutoTokenizer, get_linear_schedule_with_warmup

import conll
from train_torch import optimizer_for, padded

NO_LABEL = -100
WARM_UP_SHARE = 0.1
EVALUATION_BATCH = 64


def arguments():
    parser = argparse.ArgumentParser(description="Fine-tune a token classifier with PyTorch.")
    parser.add_argument("--model", required=True, help="directory of a checkpoint")
    parser.add_argument("--train", required=True, metavar="FILE", help="CoNLL")
    parser.add_argument("--validation", metavar="FILE", help="CoNLL: selects the best epoch")
    parser.add_argument("--test", metavar="FILE", help="CoNLL: test data")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--max-length", type=int, default=128, help="tokens of a sentence, including special tokens")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--skip", type=int, default=10, help="number of leading steps that are not timed")
    parser.add_argument("--max-steps", type=int, default=0, help="stop after N steps, for a trial; 0: never")
    parser.add_argument("--folds", type=int, help="number of folds to split --train into, by documents")
    parser.add_argument("--fold", type=int, help="fold to test, from 1; the others are trained on")
    parser.add_argument("--fold-seed", type=int, help="shuffle documents before the split; default: file order")
    parser.add_argument("--predictions", metavar="FILE", help="write words, tags and predicted tags of the test data")
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    options = parser.parse_args()
    if (options.folds is None) != (options.fold is None):
        parser.error("--folds and --fold go together")
    if (options.test is None) == (options.fold is None):
        parser.error("what is tested comes either from --test or from --fold")
    return options


class Sentences:
    """Words and tags of a file, with the ids of their pieces and, for each piece, the number of the word it begins."""

    def __init__(self, found, tokenizer, max_length):
        self.words = [words for words, _ in found]
        self.tags = [tags for _, tags in found]
        self.ids, self.first_pieces = [], []
        self.cut = self.without_pieces = 0
        for words in self.words:
            whole = tokenizer(words, is_split_into_words=True)
            encoded = tokenizer(words, is_split_into_words=True, truncation=True, max_length=max_length)
            numbers = encoded.word_ids()
            firsts = [
                number if number is not None and number not in numbers[:place] else None
                for place, number in enumerate(numbers)
            ]
            with_pieces = set(whole.word_ids()) - {None}
            self.cut += len(with_pieces - set(numbers))
            self.without_pieces += len(words) - len(with_pieces)
            self.ids.append(encoded["input_ids"])
            self.first_pieces.append(firsts)

    def labels(self, number, classes):
        tags = self.tags[number]
        return [NO_LABEL if word is None else classes[tags[word]] for word in self.first_pieces[number]]

    def predicted(self, model, names):
        """Predicted tags of every word."""
        model.eval()
        found = [["O"] * len(words) for words in self.words]
        order = sorted(range(len(self.ids)), key=lambda number: len(self.ids[number]))
        with torch.inference_mode():
            for start in range(0, len(order), EVALUATION_BATCH):
                chosen = order[start : start + EVALUATION_BATCH]
                best = model(**padded([self.ids[number] for number in chosen])).logits.argmax(dim=-1).tolist()
                for number, row in zip(chosen, best):
                    for word, tag in zip(self.first_pieces[number], row):
                        if word is not None:
                            found[number][word] = names[tag]
        return found


def padded_labels(rows):
    rows = [torch.tensor(row) for row in rows]
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=NO_LABEL)


def read(options):
    """Training, validation and test sentences, and the schemes of all files."""
    schemes = {}

    def whole(name, path):
        found, schemes[name] = conll.sentences(path)
        return found

    if options.folds:
        parts = conll.folded(conll.documents(options.train), options.folds, options.fold, options.fold_seed)
        tagged = [conll.tagged(part, options.train) for part in parts]
        schemes["train"], schemes["test"] = (scheme for _, scheme in tagged)
        train, test = (found for found, _ in tagged)
    else:
        train, test = whole("train", options.train), whole("test", options.test)
    validation = whole("validation", options.validation) if options.validation else None
    return train, validation, test, schemes


class Training:
    """The recipe; counts time, examples and tokens after the skipped steps."""

    def __init__(self, model, sentences, classes, options):
        self.model, self.sentences, self.options = model, sentences, options
        self.labels = [sentences.labels(number, classes) for number in range(len(sentences.ids))]
        a_pass = -(-len(sentences.ids) // options.batch)
        self.steps = min(options.epochs * a_pass, options.max_steps or options.epochs * a_pass)
        self.optimizer = optimizer_for(model, options.learning_rate)
        self.schedule = get_linear_schedule_with_warmup(self.optimizer, int(WARM_UP_SHARE * self.steps), self.steps)
        self.generator = random.Random(options.seed)
        self.step = self.examples = self.tokens = 0
        self.seconds = 0.0

    def epoch(self):
        """One pass over all sentences in a new order, the remainder as a smaller batch; returns the mean loss."""
        self.model.train()
        order = list(range(len(self.labels)))
        self.generator.shuffle(order)
        losses = []
        for start in range(0, len(order), self.options.batch):
            if self.step == self.steps:
                break
            began = time.perf_counter()
            chosen = order[start : start + self.options.batch]
            rows = [self.sentences.ids[number] for number in chosen]
            labels = padded_labels([self.labels[number] for number in chosen])
            loss = self.model(**padded(rows), labels=labels).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.schedule.step()
            self.optimizer.zero_grad()
            losses.append(loss.item())
            self.step += 1
            if self.step > self.options.skip:
                self.seconds += time.perf_counter() - began
                self.examples += len(chosen)
                self.tokens += sum(map(len, rows))
        return sum(losses) / len(losses)


def trained(model, training, validation, names, options):
    """Trains; returns the results of each epoch and the number of the one whose weights the model has at the end."""
    epochs, best = [], None
    for number in range(1, options.epochs + 1):
        if training.step == training.steps:
            break
        entry = dict(epoch=number, loss=round(training.epoch(), 4))
        if validation:
            entry["f1"] = conll.scores(validation.tags, validation.predicted(model, names))["strict"]["micro"]["f1"]
            if best is None or entry["f1"] > best["f1"]:
                best = dict(entry, weights={name: value.clone() for name, value in model.state_dict().items()})
        epochs.append(entry)
        print(", ".join(f"{key} {value}" for key, value in entry.items()), file=sys.stderr, flush=True)
    if best:
        model.load_state_dict(best["weights"])
    return epochs, best["epoch"] if best else epochs[-1]["epoch"]


def show(report):
    print("{examples_per_s:.1f} examples/s, {tokens_per_s:.0f} tokens/s, peak {peak_rss_mb:.0f} MB".format_map(report))
    print("{test_words} words tested, of which {test_words_cut} were cut off".format_map(report))
    for convention in ("strict", "conlleval"):
        scores = report[convention]
        print(f"\n{convention:<24}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>8}")
        averages = {name: scores[name] for name in ("micro", "macro", "weighted")}
        for kind, entry in {**scores["types"], **averages}.items():
            ratios = (entry[name] for name in ("precision", "recall", "f1"))
            cells = "".join("         -" if ratio is None else f"{ratio:>10.4f}" for ratio in ratios)
            print(f"{kind:<24}{cells}{entry['support']:>8}")


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    try:
        *parts, schemes = read(options)
    except (OSError, ValueError) as error:
        sys.exit(f"error: {error}")
    train, validation, test = (found and Sentences(found, tokenizer, options.max_length) for found in parts)
    names = sorted({tag for tags in train.tags for tag in tags}, key=lambda tag: (tag != "O", tag))
    model = AutoModelForTokenClassification.from_pretrained(
        options.model, num_labels=len(names), id2label=dict(enumerate(names)), dtype=torch.float32)
    training = Training(model, train, {name: number for number, name in enumerate(names)}, options)
    if training.steps <= options.skip:
        sys.exit(f"{training.steps} steps leave nothing to time after {options.skip} steps")
    epochs, chosen = trained(model, training, validation, names, options)
    predicted = test.predicted(model, names)
    if options.predictions:
        with open(options.predictions, "w", encoding="utf-8", newline="\n") as file:
            for columns in zip(test.words, test.tags, predicted):
                file.writelines("\t".join(row) + "\n" for row in zip(*columns))
                file.write("\n")
    report = dict(
        peer="torch", steps=training.steps, seconds=round(training.seconds, 3),
        examples_per_s=round(training.examples / training.seconds, 2),
        tokens_per_s=round(training.tokens / training.seconds, 1),
        peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1),
        schemes=schemes, sentences=len(train.ids), words_cut=train.cut, words_without_pieces=train.without_pieces,
        test_sentences=len(test.ids), test_words=sum(map(len, test.words)), test_words_cut=test.cut,
        test_words_without_pieces=test.without_pieces, epochs=epochs, epoch=chosen,
        **conll.scores(test.tags, predicted),
    )
    if options.json:
        print(json.dumps(report | dict(options=vars(options))))
    else:
        show(report)


if __name__ == "__main__":
    main()
