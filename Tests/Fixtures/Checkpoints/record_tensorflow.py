"""Records checkpoints of TensorFlow and what transformers reads from them, into the folder TensorFlow beside this file.

    python -m venv venv
    venv/bin/pip install tensorflow-cpu==2.21.0 torch==2.13.0 transformers==4.46.3 safetensors==0.8.0 cramjam==2.14.0
    venv/bin/python record_tensorflow.py

All checkpoints come from TensorFlow's own writer. TensorFlow never compresses an index, although it reads compressed
ones; so the index in `snappy` is TensorFlow's, packed anew by this script into several blocks with the reference
implementation of Snappy (through cramjam), and TensorFlow reads it back before the script is done.

What the tests expect (`expected.safetensors`) is what the conversions of transformers make of the checkpoints, so their
names and transpositions are not this project's. The exception is the fine-tuned classifier, which transformers cannot
convert: its names are set down here.
"""

import os
import shutil
import struct

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import cramjam
import numpy as np
import tensorflow as tf
import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForPreTraining, ElectraConfig, ElectraForPreTraining
from transformers.models.bert.modeling_bert import load_tf_weights_in_bert
from transformers.models.electra.modeling_electra import load_tf_weights_in_electra

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "TensorFlow")
HIDDEN, INTERMEDIATE, VOCABULARY, POSITIONS, TYPES, LAYERS, EMBEDDING = 8, 12, 11, 10, 2, 2, 6
random = np.random.default_rng(20240607)


def normal(*shape):
    return random.standard_normal(shape).astype(np.float32)


def save(path, variables):
    """Saves arrays by name, as tf.compat.v1.train.Saver does."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    names = sorted(variables)
    tf.raw_ops.SaveV2(
        prefix=path, tensor_names=names, shape_and_slices=[""] * len(names),
        tensors=[tf.convert_to_tensor(variables[name]) for name in names])


def dense(name, inputs, outputs):
    return {f"{name}/kernel": normal(inputs, outputs), f"{name}/bias": normal(outputs)}


def layer_norm(name, size):
    return {f"{name}/gamma": normal(size), f"{name}/beta": normal(size)}


def embeddings(name, size):
    return {
        f"{name}/embeddings/word_embeddings": normal(VOCABULARY, size),
        f"{name}/embeddings/position_embeddings": normal(POSITIONS, size),
        f"{name}/embeddings/token_type_embeddings": normal(TYPES, size),
        **layer_norm(f"{name}/embeddings/LayerNorm", size),
    }


def encoder(name, hidden, intermediate, layers):
    variables = {}
    for layer in range(layers):
        scope = f"{name}/encoder/layer_{layer}"
        for part in ("query", "key", "value"):
            variables |= dense(f"{scope}/attention/self/{part}", hidden, hidden)
        variables |= dense(f"{scope}/attention/output/dense", hidden, hidden)
        variables |= layer_norm(f"{scope}/attention/output/LayerNorm", hidden)
        variables |= dense(f"{scope}/intermediate/dense", hidden, intermediate)
        variables |= dense(f"{scope}/output/dense", intermediate, hidden)
        variables |= layer_norm(f"{scope}/output/LayerNorm", hidden)
    return variables


def bert():
    return {
        **embeddings("bert", HIDDEN),
        **encoder("bert", HIDDEN, INTERMEDIATE, LAYERS),
        **dense("bert/pooler/dense", HIDDEN, HIDDEN),
    }


def moments(variables):
    """The optimiser's two moments of each variable."""
    return {f"{name}/adam_{part}": np.zeros_like(array) for name, array in variables.items() for part in "mv"}


def record_bert():
    model = bert()
    model |= {
        "cls/predictions/output_bias": normal(VOCABULARY),
        **dense("cls/predictions/transform/dense", HIDDEN, HIDDEN),
        **layer_norm("cls/predictions/transform/LayerNorm", HIDDEN),
        "cls/seq_relationship/output_weights": normal(2, HIDDEN),
        "cls/seq_relationship/output_bias": normal(2),
    }
    path = f"{FOLDER}/bert/bert_model.ckpt"
    save(path, model | moments(dense("bert/pooler/dense", HIDDEN, HIDDEN)) | {"global_step": np.int64(7)})
    configuration = BertConfig(
        vocab_size=VOCABULARY, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=2,
        intermediate_size=INTERMEDIATE, max_position_embeddings=POSITIONS, type_vocab_size=TYPES)
    converted = load_tf_weights_in_bert(BertForPreTraining(configuration), configuration, path)
    save_expected("bert", converted, tied={"cls.predictions.decoder.weight", "cls.predictions.decoder.bias"})


def record_electra():
    model = embeddings("electra", EMBEDDING)
    model |= dense("electra/embeddings_project", EMBEDDING, HIDDEN)
    model |= encoder("electra", HIDDEN, INTERMEDIATE, 1)
    model |= dense("discriminator_predictions/dense", HIDDEN, HIDDEN)
    model |= dense("discriminator_predictions/dense_1", HIDDEN, 1)
    generator = dense("generator/embeddings_project", EMBEDDING, 4) | encoder("generator", 4, 6, 1)
    generator |= dense("generator_predictions/dense", 4, EMBEDDING)
    generator |= layer_norm("generator_predictions/LayerNorm", EMBEDDING)
    generator |= {"generator_predictions/output_bias": normal(VOCABULARY)}
    path = f"{FOLDER}/electra/model.ckpt-1000000"
    save(path, model | generator | {"global_step": np.int64(7)})
    configuration = ElectraConfig(
        vocab_size=VOCABULARY, embedding_size=EMBEDDING, hidden_size=HIDDEN, num_hidden_layers=1,
        num_attention_heads=2, intermediate_size=INTERMEDIATE, max_position_embeddings=POSITIONS,
        type_vocab_size=TYPES)
    converted = load_tf_weights_in_electra(
        ElectraForPreTraining(configuration), configuration, path, discriminator_or_generator="discriminator")
    save_expected("electra", converted)


def record_classifier():
    path = f"{FOLDER}/classifier/model.ckpt-3"
    weights, bias = normal(3, HIDDEN), normal(3)
    pooler = dense("bert/pooler/dense", HIDDEN, HIDDEN)
    save(path, {**pooler, "output_weights": weights, "output_bias": bias})
    save_file({
        "bert.pooler.dense.weight": torch.from_numpy(pooler["bert/pooler/dense/kernel"].T.copy()),
        "bert.pooler.dense.bias": torch.from_numpy(pooler["bert/pooler/dense/bias"]),
        "classifier.weight": torch.from_numpy(weights),
        "classifier.bias": torch.from_numpy(bias),
    }, f"{FOLDER}/classifier/expected.safetensors")


def save_expected(folder, model, tied=frozenset()):
    """Saves a model's parameters, but not those that another one stands for."""
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items() if name not in tied}
    save_file(tensors, f"{FOLDER}/{folder}/expected.safetensors")


def record_shards():
    """The variables of BERT in three shards, merged as TensorFlow does for several servers."""
    reader = tf.train.load_checkpoint(f"{FOLDER}/bert/bert_model.ckpt")
    names = sorted(reader.get_variable_to_shape_map())
    path = f"{FOLDER}/shards/bert_model.ckpt"
    parts = [f"{FOLDER}/shards/part{index}" for index in range(3)]
    for index, part in enumerate(parts):
        save(part, {name: reader.get_tensor(name) for name in names[index::3]})
    tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=parts, destination_prefix=path, delete_old_dirs=False)


def record_types():
    """One variable of each type that holds numbers, and a string; `kernel` for those that are read transposed."""
    values = np.array([[0, 1, 2.5], [-1, 65504, 1e-7]])
    variables = {name: tf.constant(values, name) for name in ("float32", "float16", "bfloat16", "float64")}
    variables |= {f"{name}/kernel": tensor for name, tensor in list(variables.items())}
    for name in ("int8", "int16", "int32", "int64"):
        variables[name] = tf.constant([-2, 0, 3], name)
    for name in ("uint8", "uint16", "uint32", "uint64"):
        variables[name] = tf.constant([2, 0, 3], name)
    variables["bool"] = tf.constant([True, False])
    variables["complex64"] = tf.constant([1 + 2j], tf.complex64)
    variables["float8_e5m2"] = tf.cast(tf.constant([1.5, -2.0]), tf.dtypes.experimental.float8_e5m2)
    variables["float8_e4m3fn"] = tf.cast(tf.constant([1.5, -2.0]), tf.dtypes.experimental.float8_e4m3fn)
    variables["scalar"] = tf.constant(3.25)
    variables["empty"] = tf.zeros([0, 4])
    variables["empty/kernel"] = tf.zeros([0, 4])
    variables["string"] = tf.constant(["not", "a", "number"])
    variables["complex128"] = tf.constant([1 + 2j], tf.complex128)
    save(f"{FOLDER}/types/types.ckpt", variables)


def record_refused():
    """A partitioned variable, and a checkpoint of TensorFlow 2's objects."""
    os.makedirs(f"{FOLDER}/partitioned", exist_ok=True)
    tf.raw_ops.SaveV2(
        prefix=f"{FOLDER}/partitioned/model.ckpt",
        tensor_names=["bert/embeddings/word_embeddings"] * 2 + ["bert/pooler/dense/bias"],
        shape_and_slices=["4 3 0,2:0,3", "4 3 2,2:0,3", ""],
        tensors=[tf.zeros([2, 3]), tf.ones([2, 3]), tf.ones([3])])
    module = tf.Module()
    module.kernel = tf.Variable([[1.0, 2.0]])
    tf.train.Checkpoint(model=module).write(f"{FOLDER}/objects/model.ckpt")


def record_snappy():
    source, target = f"{FOLDER}/bert/bert_model.ckpt", f"{FOLDER}/snappy/bert_model.ckpt"
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(f"{source}.data-00000-of-00001", f"{target}.data-00000-of-00001")
    with open(f"{source}.index", "rb") as file:
        entries = table_entries(file.read())
    with open(f"{target}.index", "wb") as file:
        file.write(table(entries, entries_per_block=15))
    before, after = tf.train.load_checkpoint(source), tf.train.load_checkpoint(target)
    for name in before.get_variable_to_shape_map():
        np.testing.assert_array_equal(before.get_tensor(name), after.get_tensor(name))


def varint(value):
    encoded = bytearray()
    while value >= 128:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes(encoded + bytes([value]))


def read_varint(data, offset):
    value = shift = 0
    while True:
        value |= (data[offset] & 127) << shift
        offset, shift = offset + 1, shift + 7
        if data[offset - 1] < 128:
            return value, offset


def block_entries(block):
    """The keys and values of an uncompressed block."""
    offset, end, key = 0, len(block) - 4 - 4 * struct.unpack("<I", block[-4:])[0], b""
    while offset < end:
        shared, offset = read_varint(block, offset)
        added, offset = read_varint(block, offset)
        count, offset = read_varint(block, offset)
        key = key[:shared] + block[offset:offset + added]
        offset += added
        yield key, block[offset:offset + count]
        offset += count


def table_entries(table):
    """The keys and values of a LevelDB table without compression."""
    _, offset = read_varint(table, len(table) - 48)
    _, offset = read_varint(table, offset)
    start, offset = read_varint(table, offset)
    count, offset = read_varint(table, offset)
    entries = []
    for _, handle in block_entries(table[start:start + count]):
        start, offset = read_varint(handle, 0)
        count, _ = read_varint(handle, offset)
        entries += block_entries(table[start:start + count])
    return entries


def masked_crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def block(entries, restart_interval):
    data, restarts, previous = b"", [0], b""
    for number, (key, value) in enumerate(entries):
        shared = 0
        if number % restart_interval:
            shared = len(os.path.commonprefix([previous, key]))
        elif number:
            restarts.append(len(data))
        data += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        previous = key
    return data + struct.pack(f"<{len(restarts) + 1}I", *restarts, len(restarts))


def table(entries, entries_per_block):
    """A LevelDB table whose blocks are compressed with Snappy."""
    data, handles = b"", []

    def append(contents):
        nonlocal data
        compressed = bytes(cramjam.snappy.compress_raw(contents))
        handle = varint(len(data)) + varint(len(compressed))
        compressed += b"\x01"
        data += compressed + struct.pack("<I", masked_crc32c(compressed))
        return handle

    for first in range(0, len(entries), entries_per_block):
        part = entries[first:first + entries_per_block]
        handles.append((part[-1][0], append(block(part, restart_interval=16))))
    metadata = append(block([], restart_interval=16))
    index = append(block(handles, restart_interval=1))
    return data + (metadata + index).ljust(40, b"\0") + bytes.fromhex("57fb808b247547db")


shutil.rmtree(FOLDER, ignore_errors=True)
record_bert()
record_electra()
record_classifier()
record_shards()
record_types()
record_refused()
record_snappy()
