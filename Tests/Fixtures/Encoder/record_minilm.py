"""Records goldens of a real checkpoint, all-MiniLM-L6-v2, whose weights are not part of this repository.

Usage: record_minilm.py MODEL_DIR [--output DIR] [--full PATH]

Writes minilm.safetensors and minilm.json. Hidden states and gradients in full would be hundreds of megabytes, so the
fixture holds a sample of rows, projections onto formula vectors, and norms; `--full` also writes everything, to a
path that is not to be committed. Forward passes and gradients are computed in float64, training in float32.
"""
import argparse
import copy
import hashlib
import math
import pathlib
import random

import recording
from recording import Batch, floats, integers, ragged, running_sums, save_json, save_tensors

import torch
from transformers import AutoTokenizer, BertForSequenceClassification

TEXTS = 64
LONGEST = 512
ROWS = 48
PROJECTIONS = 2
SMALL_PARAMETER = 1536
GRADIENT_LENGTHS = [3, 4, 5, 6, 8, 9, 11, 13, 16, 17, 21, 26, 31, 40, 57, 96]
TRAINING_STEPS = 50
TRAINING_BATCH = 8
TRAINING_LONGEST = 32
LEARNING_RATE = 5e-5
WARMUP_SHARE = 0.06
MARKERS = ["harbour", "lantern", "copper"]

WORDS = """
a the of and to in was is it for on with as by at from this that not but old new small large quiet bright cold warm
early late river mountain village market kitchen garden window table letter paper stone glass bread coffee winter
summer morning evening train station bridge road field forest island coast storm cloud rain snow wind light shadow
doctor teacher farmer sailor painter child mother brother neighbour stranger friend crowd voice song story question
answer number colour music history science machine engine battery keyboard software network temperature pressure
velocity photosynthesis electromagnetism unbelievably misunderstanding counterproductive restlessness recalibrated
walked carried opened closed painted repaired measured forgot remembered promised whispered shouted crossed followed
seven twelve nineteen forty hundred thousand 3 42 1984 2.5 first second third never always sometimes perhaps already
, , , . . ; : ? ! - ( ) ' "
""".split()


def phrase(generator, tokenizer, length):
    """`length` ids of words from the list, between [CLS] and [SEP] where there is room for both."""
    ids = []
    while len(ids) < length:
        words = " ".join(generator.choices(WORDS, k=length))
        ids += tokenizer.encode(words, add_special_tokens=False)
    if length < 3:
        return ids[:length]
    return [tokenizer.cls_token_id] + ids[: length - 2] + [tokenizer.sep_token_id]


def as_batch(sequences, labels):
    return Batch(sequences, [[0] * len(ids) for ids in sequences], labels)


def text_lengths():
    """1 to 512 tokens, dense among the short ones: 1 + 511 (n / 63)^3.5, rounded."""
    return [round(1 + (LONGEST - 1) * (n / (TEXTS - 1)) ** 3.5) for n in range(TEXTS)]


def projection_vector(k, width):
    """Component i of vector k: cos(0.7 (i + 1) (k + 1)) / sqrt(width)."""
    return floats(math.cos(0.7 * (i + 1) * (k + 1)) / math.sqrt(width) for i in range(width))


def head_weight(labels, width):
    """Element i of the flattened [labels, width] matrix: 0.02 sin(i + 1)."""
    return floats(0.02 * math.sin(i + 1) for i in range(labels * width)).view(labels, width)


def gradient_formula(count):
    """Component i of the vector that gradients are multiplied with: cos(0.37 (i + 1))."""
    return torch.cos(0.37 * torch.arange(1, count + 1, dtype=torch.float64))


def row_places(lengths, layers, generator):
    """ROWS places (layer, token): layers in turn, texts spread over all lengths, a random token of each text."""
    offsets = running_sums(lengths)
    places = []
    for row in range(ROWS):
        text = round(row * (TEXTS - 1) / (ROWS - 1))
        places.append((row % layers, offsets[text] + generator.randrange(lengths[text])))
    return places


def classifier(directory):
    """The checkpoint with a head of formula weights on its pooler, no dropout."""
    model = BertForSequenceClassification.from_pretrained(
        directory, num_labels=2, dtype=torch.float32, attn_implementation="eager",
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )
    with torch.no_grad():
        model.classifier.weight.copy_(head_weight(2, model.config.hidden_size))
        model.classifier.bias.zero_()
    return model.eval()


def record_texts(model, sequences, generator):
    """Sampled rows, projections and embeddings of the texts; also everything in full."""
    layers = model.config.num_hidden_layers + 1
    states = [[] for _ in range(layers)]
    embeddings = []
    with torch.inference_mode():
        for ids in sequences:
            output = model(**as_batch([ids], [0]).rectangle(), output_hidden_states=True)
            for layer, state in enumerate(output.hidden_states):
                states[layer].append(state[0])
            mean = output.last_hidden_state[0].mean(dim=0)
            embeddings.append(mean / mean.norm())
    states = [torch.cat(layer) for layer in states]
    vectors = torch.stack([projection_vector(k, model.config.hidden_size) for k in range(PROJECTIONS)], dim=1)
    places = row_places([len(ids) for ids in sequences], layers, generator)
    values = {
        "texts.ids": integers(token for ids in sequences for token in ids),
        "texts.offsets": integers(running_sums(map(len, sequences))),
        "texts.embeddings": torch.stack(embeddings),
        "rows.layer": integers(layer for layer, _ in places),
        "rows.token": integers(token for _, token in places),
        "rows.values": torch.stack([states[layer][token] for layer, token in places]),
    }
    for layer, state in enumerate(states):
        values[f"projection.{layer}"] = state @ vectors
    return values, {f"hidden.{layer}": state for layer, state in enumerate(states)}


def record_gradients(model, batch):
    """Loss, logits and, of every parameter's gradient, [norm, mean, product with the formula vector]."""
    output = model(**batch.rectangle(), labels=torch.tensor(batch.labels))
    output.loss.backward()
    values = {f"classification.{name}": tensor for name, tensor in ragged([batch]).items()
              if name in ("ids", "offsets", "labels")}
    values["classification.logits"] = output.logits
    values["classification.loss"] = output.loss.view(1)
    full = {}
    for name, parameter in model.named_parameters():
        gradient = parameter.grad.flatten()
        product = gradient @ gradient_formula(gradient.numel())
        values[f"check.{name}"] = torch.stack([gradient.norm(), gradient.mean(), product])
        if gradient.numel() <= SMALL_PARAMETER:
            values[f"grad.{name}"] = parameter.grad
        full[f"grad.{name}"] = parameter.grad
    return values, full


def training_batches(generator, tokenizer):
    """Half of each batch, in random order, holds one of the marker words somewhere and has label 1."""
    markers = [tokenizer.convert_tokens_to_ids(word) for word in MARKERS]
    if tokenizer.unk_token_id in markers:
        raise ValueError("a marker word is not in the vocabulary")
    batches = []
    for _ in range(TRAINING_STEPS):
        labels = [0, 1] * (TRAINING_BATCH // 2)
        generator.shuffle(labels)
        sequences = []
        for label in labels:
            ids = phrase(generator, tokenizer, generator.randint(6, TRAINING_LONGEST))
            if label == 1:
                ids[generator.randrange(1, len(ids) - 1)] = generator.choice(markers)
            sequences.append(ids)
        batches.append(as_batch(sequences, labels))
    return batches


def record_training(model, batches):
    """Losses, learning rates and gradient norms of float32 training, and how far float64 departs from them."""
    warmup = int(WARMUP_SHARE * len(batches))
    exact = recording.train(copy.deepcopy(model).double(), batches, LEARNING_RATE, warmup)
    record = recording.train(model, batches, LEARNING_RATE, warmup)
    values = {f"training.{name}": tensor for name, tensor in ragged(batches).items() if name != "types"}
    for name in ("loss", "learning_rate", "gradient_norm"):
        values[f"training.{name}"] = record[name]
    return values, dict(
        loss=(record["loss"] - exact["loss"]).abs().max().item(),
        gradient_norm=(record["gradient_norm"] / exact["gradient_norm"] - 1).abs().max().item(),
    )


MEANING = {
    "texts.ids": "I32 [tokens]: the ids of 64 texts, one text after another; token types are all 0",
    "texts.offsets": "I32 [65]: text t is texts.ids[offsets[t] ..< offsets[t + 1]]",
    "texts.embeddings": "F32 [64, 384]: mean of the last layer over all tokens of the text, divided by its L2 norm",
    "rows.layer": "I32 [48]: layer of each sampled row; 0 is the embedding output",
    "rows.token": "I32 [48]: token of each sampled row, counted over all texts",
    "rows.values": "F32 [48, 384]: the hidden state there",
    "projection.L": "F32 [tokens, 2], L = 0...6: each token's hidden state of layer L times vectors 0 and 1; "
    "component i (from 0) of vector k is cos(0.7 * (i + 1) * (k + 1)) / sqrt(384)",
    "classification.ids": "I32 [tokens]: the ids of 16 sequences; token types are all 0",
    "classification.offsets": "I32 [17]",
    "classification.labels": "I32 [16]",
    "classification.logits": "F32 [16, 2]: classifier over the checkpoint's pooler; classifier.weight, flattened "
    "from [2, 384], has element i equal to 0.02 * sin(i + 1) rounded to float32, classifier.bias is 0, no dropout",
    "classification.loss": "F32 [1]: mean cross-entropy",
    "check.PARAMETER": "F32 [3]: of the loss's gradient, flattened in row-major order: its L2 norm, its mean, and "
    "the sum over i (from 0) of gradient[i] * cos(0.37 * (i + 1))",
    "grad.PARAMETER": "F32, shape of the parameter: the gradient in full, of parameters of at most 1536 values",
    "training.ids": "I32 [tokens]: the ids of 400 sequences in order of use; token types are all 0",
    "training.offsets": "I32 [401]",
    "training.labels": "I32 [400]: 1 where the sequence holds one of three marker words",
    "training.batches": "I32 [51]: batch b is sequences batches[b] ..< batches[b + 1]",
    "training.loss": "F32 [50]: mean cross-entropy of each step, before its update",
    "training.learning_rate": "F32 [50]: learning rate of each step's update",
    "training.gradient_norm": "F32 [50]: L2 norm of all gradients of each step before clipping",
}

RECIPE = {
    "start": "the weights of classification.*, all parameters trained, no dropout, float32",
    "optimizer": "AdamW, betas 0.9 and 0.999, epsilon 1e-8, decay 0.01 except for names that end in bias or hold "
    "LayerNorm",
    "schedule": "5e-5 times s / 3 for step s < 3 (from 0), then 5e-5 times (50 - s) / 47",
    "clipping": "all gradients times min(1, 1 / (norm + 1e-6))",
}

CAUTION = [
    "key.bias: softmax does not change when all its inputs move together, so these gradients are 0 in exact "
    "arithmetic; compare them with an absolute tolerance only.",
    "Means: many weights feed a LayerNorm, so the mean of their gradient is 0 in exact arithmetic; compare "
    "mean * sqrt(count), like the other two values, by an error relative to the norm.",
    "Id 0 does not occur: the reference gives the padding id's embedding no gradient.",
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    parser.add_argument("--full", type=pathlib.Path)
    options = parser.parse_args()

    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = classifier(options.model)
    sequences = [phrase(random.Random(n), tokenizer, length) for n, length in enumerate(text_lengths())]
    generator = random.Random(1000)
    batch = as_batch(
        [phrase(generator, tokenizer, length) for length in GRADIENT_LENGTHS],
        [generator.randrange(2) for _ in GRADIENT_LENGTHS],
    )

    exact = copy.deepcopy(model).double()
    values, full = record_texts(exact.bert, sequences, random.Random(2000))
    gradients, full_gradients = record_gradients(exact, batch)
    del exact
    training, deviations = record_training(model, training_batches(random.Random(3000), tokenizer))
    save_tensors(options.output / "minilm.safetensors", values | gradients | training)
    weights = (options.model / "model.safetensors").read_bytes()
    save_json(options.output / "minilm.json", {
        "checkpoint": "all-MiniLM-L6-v2",
        "model.safetensors sha256": hashlib.sha256(weights).hexdigest(),
        "tensors": MEANING,
        "training recipe": RECIPE,
        "largest difference between float32 and float64 training": deviations,
        "caution": CAUTION,
    })
    if options.full:
        save_tensors(options.full, full | full_gradients | values | gradients | training)


if __name__ == "__main__":
    main()
