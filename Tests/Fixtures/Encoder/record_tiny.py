"""Records the tiny models and their goldens. Usage: record_tiny.py [OUTPUT_DIR]

Weights come from Python's own generator, so that they do not depend on the initialisation of any library. Forward
passes and gradients are computed in float64, training in float32. README.md says what each file holds.
"""
import copy
import pathlib
import random
import sys

import recording
from recording import Batch, floats, ragged, save_json, save_tensors

import torch
from transformers import (
    AutoModel,
    BertConfig,
    BertForPreTraining,
    BertForSequenceClassification,
    BertModel,
)

GOLDEN_LENGTHS = [1, 7, 40, 16, 3, 23]
TRAINING_BATCHES = 20
LEARNING_RATE = 1e-3
WARMUP_SHARE = 0.1

RUNS = {
    "training": dict(accumulate=1, maximum_norm=1.0),
    "training-accumulated": dict(accumulate=2, maximum_norm=1.0),
    "training-unclipped": dict(accumulate=1, maximum_norm=None),
}


def configuration(**sizes):
    return BertConfig(
        **sizes,
        max_position_embeddings=64,
        type_vocab_size=2,
        hidden_act="gelu",
        initializer_range=0.3,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )


def randomise(model, seed):
    """Fills every parameter, in the order of the names, with normal deviates; LayerNorm weights lie around 1."""
    generator = random.Random(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = [generator.gauss(0.0, model.config.initializer_range) for _ in range(parameter.numel())]
            parameter.copy_(floats(values).view(parameter.shape))
            if name.endswith("LayerNorm.weight"):
                parameter.add_(1.0)
    return model.eval()


def random_batch(generator, lengths, vocabulary, labels):
    """Ids from 1 on; a random number of leading tokens of a sequence has type 0 and the rest type 1.

    The label follows from the first id, so that training has something to learn.
    """
    ids = [[generator.randrange(1, vocabulary) for _ in range(length)] for length in lengths]
    types = []
    for length in lengths:
        first = generator.randint(0, length)
        types.append([0] * first + [1] * (length - first))
    return Batch(ids, types, [sequence[0] % labels for sequence in ids])


def hidden_states(model, batch):
    """Names and values of all hidden states, [tokens, hidden] each; `hidden.0` is the embedding output."""
    output = model(**batch.rectangle(), output_hidden_states=True)
    return {f"hidden.{layer}": batch.real_tokens(state) for layer, state in enumerate(output.hidden_states)}, output


def check_that_padding_is_harmless(model, batch, values):
    """Each sequence by itself must give what it gave in the padded batch."""
    for row, ids in enumerate(batch.ids):
        single = Batch([ids], [batch.types[row]], [batch.labels[row]])
        difference = (model(**single.rectangle()).logits[0] - values["logits"][row]).abs().max().item()
        if difference > 1e-11:
            raise ValueError(f"sequence {row} alone differs by {difference} from itself in a padded batch")


def record_golden(directory, model, batch):
    model = copy.deepcopy(model).double()
    values = {name: tensor for name, tensor in ragged([batch]).items() if name != "batches"}
    output = model(**batch.rectangle(), labels=torch.tensor(batch.labels))
    output.loss.backward()
    with torch.no_grad():
        hidden, encoded = hidden_states(model.bert, batch)
    values.update(hidden)
    values["pooler_output"] = encoded.pooler_output
    values["logits"] = output.logits
    values["loss"] = output.loss.view(1)
    for name, parameter in model.named_parameters():
        values[f"grad.{name}"] = parameter.grad
    check_that_padding_is_harmless(model, batch, values)
    save_tensors(directory / "golden.safetensors", values)


def record_training(directory, model, batches):
    """Every run of RUNS, and how far the reference itself moves between float32 and float64."""
    save_tensors(directory / "batches.safetensors", ragged(batches))
    deviations = {}
    for run, options in RUNS.items():
        warmup = int(WARMUP_SHARE * (len(batches) // options["accumulate"]))
        single, double = copy.deepcopy(model), copy.deepcopy(model).double()
        record = recording.train(single, batches, LEARNING_RATE, warmup, **options)
        exact = recording.train(double, batches, LEARNING_RATE, warmup, **options)
        trained = {f"trained.{name}": parameter for name, parameter in single.named_parameters()}
        save_tensors(directory / f"{run}.safetensors", record | trained)
        moved = {
            name: (single.get_parameter(name).double() - parameter).abs().max().item()
            for name, parameter in double.named_parameters()
        }
        deviations[run] = dict(
            loss=(record["loss"] - exact["loss"]).abs().max().item(),
            gradient_norm=(record["gradient_norm"] / exact["gradient_norm"] - 1).abs().max().item(),
            trained_key_bias=max(value for name, value in moved.items() if name.endswith("key.bias")),
            trained_other=max(value for name, value in moved.items() if not name.endswith("key.bias")),
        )
    save_json(directory / "deviations.json", deviations)


def record_classifier(directory, seed, **sizes):
    config = configuration(**sizes)
    model = randomise(BertForSequenceClassification(config), seed)
    recording.save_model(directory, model)
    generator = random.Random(seed + 1)
    record_golden(directory, model, random_batch(generator, GOLDEN_LENGTHS, config.vocab_size, config.num_labels))
    batches = []
    for _ in range(TRAINING_BATCHES):
        lengths = [generator.randint(1, 40) for _ in GOLDEN_LENGTHS]
        batches.append(random_batch(generator, lengths, config.vocab_size, config.num_labels))
    record_training(directory, model, batches)


def record_encoder_golden(directory, model, batch):
    with torch.no_grad():
        hidden, output = hidden_states(model, batch)
    values = {name: tensor for name, tensor in ragged([batch]).items() if name not in ("batches", "labels")} | hidden
    if output.pooler_output is not None:
        values["pooler_output"] = output.pooler_output
    save_tensors(directory / "golden.safetensors", values)


def old_name(name):
    """The names of checkpoints converted from TensorFlow: LayerNorm.gamma and LayerNorm.beta."""
    return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")


def record_name_variants(without_pooler, old_names, seed):
    """One pre-training model saved twice: bare and without pooler, and with old names and its cls.* keys."""
    config = configuration(
        vocab_size=40, hidden_size=32, num_attention_heads=4, num_hidden_layers=1, intermediate_size=64
    )
    model = randomise(BertForPreTraining(config), seed)
    batch = random_batch(random.Random(seed + 1), GOLDEN_LENGTHS, config.vocab_size, 2)

    bare = BertModel(config, add_pooling_layer=False).eval()
    encoder = model.bert.state_dict()
    bare.load_state_dict({name: encoder[name] for name in bare.state_dict()})
    recording.save_model(without_pooler, bare)
    record_encoder_golden(without_pooler, bare.double(), batch)

    recording.save_model(old_names, model)
    tensors = {old_name(name): tensor for name, tensor in model.state_dict().items()}
    tensors["bert.embeddings.position_ids"] = torch.arange(config.max_position_embeddings).view(1, -1)
    save_tensors(old_names / "model.safetensors", tensors, metadata={"format": "pt"})
    record_encoder_golden(old_names, copy.deepcopy(model.bert).double(), batch)

    # The reference must read the renamed file as the model it came from.
    reread = AutoModel.from_pretrained(old_names).state_dict()
    for name, tensor in encoder.items():
        if not torch.equal(tensor, reread[name]):
            raise ValueError(f"{name} did not survive the old names")


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    record_classifier(
        output / "bert-2-layers", 20,
        vocab_size=48, hidden_size=32, num_attention_heads=4, num_hidden_layers=2, intermediate_size=52, num_labels=2,
    )
    record_classifier(
        output / "bert-3-labels", 30,
        vocab_size=48, hidden_size=48, num_attention_heads=3, num_hidden_layers=3, intermediate_size=96, num_labels=3,
    )
    record_name_variants(output / "bert-without-pooler", output / "bert-old-names", 40)


if __name__ == "__main__":
    main()
