"""Checks that checkpoints give the same results in Fledge, transformers, sentence-transformers and PEFT.

Usage: check_round_trip.py --fledge PROGRAM --model MINILM_DIR --work DIR [--tolerance T]

The comparisons, in fp32 and text by text:

- classifiers of every family, from Tests/Fixtures/Encoder, as safetensors and as PyTorch's pytorch_model.bin: converted
  by Fledge, logits of both
- checkpoints with pretraining heads, one of them with old names: converted, every tensor as transformers loads it
- a classifier that Fledge fine-tuned for a few steps on corpora/reviews, as written and after conversion
- low-rank adapters that Fledge trained: logits with PEFT, to 1e-4
- a classifier that transformers wrote
- all-MiniLM-L6-v2 and an embedder with a linear module that sentence-transformers wrote: converted, embeddings of both

The files are written to DIR. Prints one line for each comparison; the exit status is 1 if one fails, 0 otherwise.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import warnings

import check_transformers_load as peer  # sets variables that must be set before transformers is imported

import peft
import safetensors.torch
import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import modules

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FAMILIES = ["bert-2-layers", "bert-gelu-new", "bert-relu", "bert-silu", "distilbert", "electra", "electra-projected",
            "mpnet"]
# As many pieces as the recorded models have embeddings.
PIECES = ("[PAD] [UNK] [CLS] [SEP] [MASK] . , ! ? a b c d e ##s ##ed ##ing ##ly ##er ##d ##e the an of and was is it so "
          "very rather here today again this good bad fine film soup room train book walk talk wait paint cook").split()
TINY_TEXTS = ["the film was good", "so bad!", "waited here, and talked rather", "a", "is it the very fine painter today?"]


class Checks:
    """Runs Fledge, compares results, and counts failures."""

    def __init__(self, options):
        self.fledge, self.work, self.tolerance = options.fledge, pathlib.Path(options.work), options.tolerance
        self.failures = 0

    def run(self, *arguments, texts=None):
        """Standard output of a command; texts are passed as JSONL."""
        lines = "".join(json.dumps(dict(text=text), ensure_ascii=False) + "\n" for text in texts or [])
        command = [self.fledge, *map(str, arguments), "--quiet"]
        result = subprocess.run(command, input=lines, encoding="utf-8", capture_output=True)
        if result.returncode != 0:
            sys.exit(f"FAIL  {' '.join(command)}\n{result.stderr}")
        return result.stdout

    def rows(self, *arguments, texts):
        rows = [json.loads(line) for line in self.run(*arguments, "--precision", "fp32", texts=texts).splitlines()]
        if len(rows) != len(texts):
            sys.exit(f"FAIL  {arguments}: {len(rows)} results for {len(texts)} texts")
        return rows

    def report(self, name, finding, problems):
        self.failures += bool(problems)
        print(f"{'FAIL' if problems else 'ok':4}  {name:43} {finding}"
              + "".join(f"\n      {problem}" for problem in problems), flush=True)

    def report_differences(self, name, differences, problems=(), tolerance=None):
        """`differences`: the largest difference of each text."""
        problems = list(problems)
        tolerance = tolerance or self.tolerance
        if not all(difference <= tolerance for difference in differences):
            problems.append(f"differs by more than {tolerance:g}")
        self.report(name, f"{len(differences):3} texts, largest difference {max(differences):.2e}", problems)

    def logits(self, name, directory, texts, original=None):
        """Compares `fledge label` with transformers on a directory, and on the original that it was converted from."""
        rows = self.rows("label", "--model", directory, "--logits", texts=texts)
        for source in [directory] + ([original] if original else []):
            model, tokenizer, problems = peer.load(source)
            differences = []
            for text, row in zip(texts, rows):
                logits, label = peer.classify(model, tokenizer, text, None)
                found = [row["logits"][model.config.id2label[number]] for number in range(len(logits))]
                differences.append(max(abs(a - b) for a, b in zip(found, logits)))
                # If two labels are equal within the tolerance, either may win.
                if label != row["label"] and sorted(logits)[-1] - sorted(logits)[-2] > 2 * self.tolerance:
                    problems.append(f"label {row['label']!r}, not {label!r}: {text[:60]!r}")
            self.report_differences(name if source == directory else f"{name}: the original", differences, problems)

    def embeddings(self, name, directory, texts, original):
        """Compares `fledge embed` with sentence-transformers in the same way."""
        rows = self.rows("embed", "--model", directory, texts=texts)
        for source in [directory, original]:
            expected = SentenceTransformer(str(source), device="cpu").encode(texts, batch_size=1, convert_to_numpy=True)
            differences = [float(abs(torch.tensor(row["embedding"]) - torch.from_numpy(vector)).max())
                           for row, vector in zip(rows, expected)]
            self.report_differences(name if source == directory else f"{name}: the original", differences)


def write_fixture(name, directory):
    """Writes a recorded checkpoint with a tokenizer."""
    directory.mkdir()
    for file in ["config.json", "model.safetensors"]:
        shutil.copy(ROOT / "Tests/Fixtures/Encoder" / name / file, directory)
    settings = json.loads((directory / "config.json").read_text())
    (directory / "vocab.txt").write_text("\n".join(PIECES[:settings["vocab_size"]]) + "\n")
    # The first rows of MPNet's position table are not for tokens.
    offset = 2 if settings["model_type"] == "mpnet" else 0
    tokenizer = dict(tokenizer_class="BertTokenizer", do_lower_case=True,
                     model_max_length=settings["max_position_embeddings"] - offset)
    (directory / "tokenizer_config.json").write_text(json.dumps(tokenizer))


def check_families(checks):
    for name in FAMILIES:
        source, binary = checks.work / name, checks.work / f"{name}.bin"
        write_fixture(name, source)
        shutil.copytree(source, binary)
        torch.save(safetensors.torch.load_file(source / "model.safetensors"), binary / "pytorch_model.bin")
        (binary / "model.safetensors").unlink()
        converted = [checks.work / f"{name}-from-{kind}" for kind in ["safetensors", "pytorch"]]
        for given, output in zip([source, binary], converted):
            checks.run("convert", given, output, "--dtype", "fp32")
        checks.logits(name, converted[0], TINY_TEXTS, original=source)
        same = (converted[0] / "model.safetensors").read_bytes() == (converted[1] / "model.safetensors").read_bytes()
        checks.report(f"{name}: pytorch_model.bin", "gives the same bytes", [] if same else ["it does not"])


def check_pretraining(checks):
    """Heads that Fledge does not run: transformers must find every tensor under its name, with none left over."""
    classes = {"bert-old-names": transformers.AutoModelForPreTraining,
               "bert-masked-language-model": transformers.AutoModelForMaskedLM}
    for name, architecture in classes.items():
        source, converted = checks.work / name, checks.work / f"{name}-converted"
        write_fixture(name, source)
        checks.run("convert", source, converted, "--dtype", "fp32")
        model, report = architecture.from_pretrained(converted, dtype=torch.float32, output_loading_info=True)
        problems = [f"{kind}: {sorted(map(str, names))}" for kind, names in report.items() if names]
        tensors = safetensors.torch.load_file(converted / "model.safetensors")
        state = model.state_dict()
        problems += [f"{tensor} differs" for tensor, values in tensors.items() if not torch.equal(state[tensor], values)]
        checks.report(name, f"{len(tensors)} tensors are loaded as they are", problems)


def check_training(checks, model, texts):
    trained, again = checks.work / "trained", checks.work / "trained-again"
    checks.run("train", "--model", model, "--train", ROOT / "corpora/reviews/train.tsv", "--output", trained,
               "--max-steps", 8, "--batch-size", 8, "--maximum-length", 64, "--learning-rate", 1e-3, "--precision", "fp32")
    checks.run("convert", trained, again, "--dtype", "fp32")
    checks.logits("fine-tuned by fledge", trained, texts)
    checks.logits("fine-tuned by fledge, converted", again, texts)


def check_adapters(checks, model, texts):
    """Adapters of `fledge train --lora`, applied to their base model by PEFT."""
    trained = checks.work / "adapters"
    checks.run("train", "--model", model, "--train", ROOT / "corpora/reviews/train.tsv", "--output", trained, "--lora",
               "--max-steps", 8, "--batch-size", 8, "--maximum-length", 64, "--learning-rate", 5e-3, "--precision", "fp32")
    rows = checks.rows("label", "--model", trained, "--logits", texts=texts)
    labels = {int(number): label for number, label in json.loads((trained / "config.json").read_text())["id2label"].items()}
    torch.manual_seed(1)
    base = transformers.AutoModelForSequenceClassification.from_pretrained(
        model, num_labels=len(labels), dtype=torch.float32, attn_implementation="eager")
    tokenizer = transformers.AutoTokenizer.from_pretrained(trained)
    plain = base.bert.encoder.layer[0].attention.self.value.weight.clone()
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        adapted = peft.PeftModel.from_pretrained(base, trained).eval()
    problems = [str(complaint.message) for complaint in complaints if "adapter keys" in str(complaint.message)]
    differences = []
    for text, row in zip(texts, rows):
        tokens = tokenizer(text, return_tensors="pt", truncation=True, max_length=64)
        with torch.no_grad():
            logits = adapted(**tokens).logits[0]
        differences.append(max(abs(row["logits"][labels[number]] - float(value)) for number, value in enumerate(logits)))
    if torch.equal(adapted.merge_and_unload().bert.encoder.layer[0].attention.self.value.weight, plain):
        problems.append("the adapters change nothing")
    checks.report_differences("adapters that fledge trained, by PEFT", differences, problems, tolerance=1e-4)


def check_foreign_classifier(checks, model, texts):
    written, converted = checks.work / "foreign", checks.work / "foreign-converted"
    script = pathlib.Path(__file__).parent / "write_transformers_checkpoint.py"
    subprocess.run([sys.executable, script, model, written], check=True, stderr=subprocess.DEVNULL)
    checks.run("convert", written, converted, "--dtype", "fp32")
    checks.logits("written by transformers, converted", converted, texts, original=written)


def check_embedders(checks, model, texts):
    converted = checks.work / "embedder"
    checks.run("convert", model, converted, "--dtype", "fp32")
    checks.embeddings("all-MiniLM-L6-v2, converted", converted, texts, original=model)

    torch.manual_seed(11)
    encoder = modules.Transformer(str(model), max_seq_length=48)
    width = encoder.get_embedding_dimension()
    written, converted = checks.work / "dense", checks.work / "dense-converted"
    parts = [encoder, modules.Pooling(width, "cls"), modules.Dense(width, 32), modules.Normalize()]
    SentenceTransformer(modules=parts, device="cpu").save(str(written))
    checks.run("convert", written, converted, "--dtype", "fp32")
    checks.embeddings("with a linear module, converted", converted, texts, original=written)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fledge", required=True, help="path of fledge")
    parser.add_argument("--model", required=True, help="directory of all-MiniLM-L6-v2")
    parser.add_argument("--work", required=True, help="an empty directory")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    os.environ["FLEDGE_CACHE"] = str(pathlib.Path(options.work) / "cache")

    reviews = (ROOT / "corpora/reviews/test.tsv").read_text(encoding="utf-8").splitlines()[1:]
    texts = [line.split("\t")[0] for line in reviews[:40]]
    # A text longer than any limit, one that is not English, and a very short one.
    texts += [" ".join(texts[:12]), "Žluťoučký kůň — «naïve» 日本語 👍🏽", "x"]
    checks = Checks(options)
    check_families(checks)
    check_pretraining(checks)
    check_training(checks, options.model, texts)
    check_adapters(checks, options.model, texts)
    check_foreign_classifier(checks, options.model, texts)
    check_embedders(checks, options.model, texts)
    print(f"{checks.failures} comparisons failed" if checks.failures else "all agree")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
