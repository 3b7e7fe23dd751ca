"""Records the tiny models of all families and their goldens. Usage: record_families.py [OUTPUT_DIR]

Weights come from Python's own generator, and everything is computed in float64. README.md says what each file holds.
"""
import copy
import pathlib
import random
import sys

import recording
from record_tiny import check_that_padding_is_harmless, hidden_states, randomise
from recording import Batch, integers, ragged, save_tensors

import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    ElectraConfig,
    ElectraForSequenceClassification,
    MPNetConfig,
    MPNetForSequenceClassification,
)
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

LENGTHS = [1, 7, 23, 3]
# Far enough for the last of the buckets that MPNet puts distances into.
MPNET_LENGTHS = [1, 150, 7, 20]
VOCABULARY = 48
# Ids from here on occur: those below are the padding ids of the families, whose embeddings get no gradient there.
FIRST_ID = 2

SIZES = dict(
    vocab_size=VOCABULARY, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=36,
    hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, initializer_range=0.3, attn_implementation="eager",
)
TYPED = dict(max_position_embeddings=24, type_vocab_size=2)


def classifiers():
    """Directory, model class, configuration, labels' number and sequence lengths of each recorded classifier."""
    bert, electra = BertForSequenceClassification, ElectraForSequenceClassification
    for activation in ["gelu_new", "relu", "silu"]:
        name = "bert-" + activation.replace("_", "-")
        yield name, bert, BertConfig(**SIZES, **TYPED, hidden_act=activation, num_labels=2), LENGTHS
    yield "distilbert", DistilBertForSequenceClassification, DistilBertConfig(
        vocab_size=VOCABULARY, dim=32, n_layers=3, n_heads=4, hidden_dim=36, dropout=0.0, attention_dropout=0.0,
        seq_classif_dropout=0.0, max_position_embeddings=24, sinusoidal_pos_embds=True, initializer_range=0.3,
        attn_implementation="eager", num_labels=3,
    ), LENGTHS
    yield "electra", electra, ElectraConfig(**SIZES, **TYPED, embedding_size=32, num_labels=2), LENGTHS
    yield "electra-projected", electra, ElectraConfig(
        **SIZES, **TYPED, embedding_size=24, hidden_act="gelu_fast", num_labels=3
    ), LENGTHS
    yield "mpnet", MPNetForSequenceClassification, MPNetConfig(
        **SIZES, max_position_embeddings=152, layer_norm_eps=1e-5, num_labels=3
    ), MPNET_LENGTHS


class FamilyBatch(Batch):
    """A batch that is padded with the family's padding id and has token types only where the family has them."""

    def rectangle(self, padding=0, typed=True):
        values = super().rectangle()
        values["input_ids"][values["attention_mask"] == 0] = padding
        if not typed:
            del values["token_type_ids"]
        return values


def family_batch(generator, lengths, labels, config):
    padding = config.pad_token_id
    typed = hasattr(config, "type_vocab_size")

    class Batch(FamilyBatch):
        def rectangle(self):
            return super().rectangle(padding, typed)

    ids = [[generator.randrange(FIRST_ID, VOCABULARY) for _ in range(length)] for length in lengths]
    types = []
    for length in lengths:
        first = generator.randint(0, length) if typed else length
        types.append([0] * first + [1] * (length - first))
    return Batch(ids, types, [generator.randrange(labels) for _ in lengths])


def record_classifier(directory, model, lengths, seed):
    config = model.config
    recording.save_model(directory, randomise(model, seed))
    batch = family_batch(random.Random(seed + 1), lengths, config.num_labels, config)
    model = copy.deepcopy(model).double()
    values = {name: tensor for name, tensor in ragged([batch]).items() if name != "batches"}
    output = model(**batch.rectangle(), labels=torch.tensor(batch.labels))
    output.loss.backward()
    with torch.no_grad():
        values.update(hidden_states(model.base_model, batch)[0])
    values["logits"] = output.logits
    values["loss"] = output.loss.view(1)
    for name, parameter in model.named_parameters():
        values[f"grad.{name}"] = parameter.grad
    check_that_padding_is_harmless(model, batch, values)
    save_tensors(directory / "golden.safetensors", values)


def record_masked_language_model(directory, seed):
    """Every fifth token is to be guessed, and a random id stands in its place."""
    config = BertConfig(**SIZES, **TYPED, hidden_act="gelu")
    model = randomise(BertForMaskedLM(config), seed)
    recording.save_model(directory, model)
    generator = random.Random(seed + 1)
    batch = family_batch(generator, LENGTHS, 2, config)
    values = {name: tensor for name, tensor in ragged([batch]).items() if name not in ("batches", "labels")}
    targets = [(token, generator.randrange(FIRST_ID, VOCABULARY)) for token in range(0, sum(LENGTHS), 5)]
    labels = torch.full((sum(LENGTHS),), -100)
    for token, target in targets:
        labels[token] = target
    rectangle = batch.rectangle()
    padded = torch.full(rectangle["input_ids"].shape, -100)
    padded[rectangle["attention_mask"] == 1] = labels
    model = copy.deepcopy(model).double()
    output = model(**rectangle, labels=padded)
    output.loss.backward()
    values["target_tokens"] = integers(token for token, _ in targets)
    values["target_ids"] = integers(target for _, target in targets)
    values["logits"] = batch.real_tokens(output.logits)
    values["loss"] = output.loss.view(1)
    for name, parameter in model.named_parameters():
        values[f"grad.{name}"] = parameter.grad
    save_tensors(directory / "golden.safetensors", values)


def record_buckets(path):
    """The bucket of every distance of key from query that MPNet tells apart, and of some beyond."""
    distances = torch.arange(-600, 601)
    buckets = MPNetEncoder.relative_position_bucket(distances)
    save_tensors(path, {"distances": distances.int(), "buckets": buckets.int()})


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    for number, (name, architecture, config, lengths) in enumerate(classifiers()):
        record_classifier(output / name, architecture(config), lengths, 100 + 10 * number)
    record_masked_language_model(output / "bert-masked-language-model", 200)
    record_buckets(output / "mpnet" / "buckets.safetensors")


if __name__ == "__main__":
    main()
