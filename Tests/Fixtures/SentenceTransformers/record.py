"""Records the embeddings that sentence-transformers gives for directories with many kinds of modules and settings.

Usage: record.py [OUTPUT_DIR]

Needs the libraries of ../Encoder/requirements.txt and sentence-transformers==6.2.0.

Written are

- encoder/: a small BERT with a cased tokenizer, which all directories share
- kinds/<name>/: the other files of a directory; to complete it, the files of encoder/ go to its folder `0_BERT` if modules.json
  names that, or else to its top
- embeddings.json: for each directory, the embeddings of the texts, with the default prompt where there is one
"""
import json
import os
import pathlib
import shutil
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece
from transformers import BertConfig, BertModel, BertTokenizerFast

TEXTS = ["Paris is GOOD", "a soup, very bad: ÉTÉ", "Bad [MASK] Soup İs ΟΔΟΣ", "the good the bad and the soup and the film was here"]
WIDTH = 12
MODULES = "sentence_transformers.models."
PREFIX = "torch.nn.modules.activation."


def pieces():
    letters = "abcdefghijklmnopqrstuvwxyzABCDEGIOPSΟΔΣοδσςéÉß.,:!"
    words = "the a is was and good bad soup film here very Paris paris Bad Soup query".split()
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words + sorted(set(letters) - {"a"}) + \
        sorted("##" + letter for letter in set(letters))


def write_encoder(directory):
    torch.manual_seed(11)
    vocabulary = {piece: number for number, piece in enumerate(pieces())}
    config = BertConfig(vocab_size=len(vocabulary), hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=3,
                        intermediate_size=20, max_position_embeddings=40, initializer_range=0.4)
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")])
    tokenizer.decoder = decoders.WordPiece()
    BertTokenizerFast(tokenizer_object=tokenizer, do_lower_case=False, strip_accents=False,
                      model_max_length=16).save_pretrained(directory)
    for file in directory.iterdir():
        file.chmod(0o644)


def dense(number, inputs, outputs, activation=PREFIX + "Tanh", residual=False, **settings):
    """The files of a linear module."""
    generator = torch.Generator().manual_seed(number)
    weights = {"linear.weight": torch.randn(outputs, inputs, generator=generator) * 0.5}
    if settings.get("bias", True):
        weights["linear.bias"] = torch.randn(outputs, generator=generator) * 0.5
    if residual and inputs != outputs:
        weights["residual.weight"] = torch.randn(outputs, inputs, generator=generator) * 0.5
    content = dict(in_features=inputs, out_features=outputs, bias=True, activation_function=activation) | settings
    if residual:
        content["use_residual"] = True
    return "Dense", content, weights


def layer_norm(width):
    generator = torch.Generator().manual_seed(99)
    return "LayerNorm", {"dimension": width}, {
        "norm.weight": torch.randn(width, generator=generator), "norm.bias": torch.randn(width, generator=generator)}


def pooling(*modes, **settings):
    return "Pooling", dict(embedding_dimension=WIDTH, pooling_mode=list(modes) if len(modes) > 1 else modes[0]) | settings, None


def flags(*names, **settings):
    every = ["cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"]
    return "Pooling", dict(word_embedding_dimension=WIDTH) | {f"pooling_mode_{name}": name in names for name in every} | settings, None


NORMALIZE = ("Normalize", {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}, None)
SIMPLE = [PREFIX + name for name in ("GELU", "Sigmoid", "SiLU", "Mish", "ELU", "CELU", "SELU", "LeakyReLU", "ReLU", "ReLU6")]
OTHERS = [PREFIX + name for name in ("Softplus", "Softsign", "Hardtanh", "Hardsigmoid", "Hardswish", "LogSigmoid", "Tanhshrink")]
QUERY = {"prompts": {"query": "query: ", "passage": "the "}, "default_prompt_name": "query"}
BERT = "sentence_bert_config.json"

# The modules behind the encoder, the settings of the encoder by the name of their file, config_sentence_transformers.json, and
# the folder of the encoder.
KINDS = {
    "lower-case": dict(modules=[pooling("mean")], encoder={BERT: {"max_seq_length": 12, "do_lower_case": True}}),
    "lower-case-distilbert": dict(
        modules=[flags("mean_tokens")],
        encoder={"sentence_distilbert_config.json": {"max_seq_length": 7, "do_lower_case": True}}),
    "first-file-counts": dict(
        modules=[pooling("max")],
        encoder={"sentence_roberta_config.json": {"max_seq_length": 6, "do_lower_case": False},
                 "sentence_xlnet_config.json": {"max_seq_length": 9, "do_lower_case": True}, BERT: {}}),
    "longer-than-the-tokenizer": dict(modules=[pooling("lasttoken")], encoder={BERT: {"max_seq_length": 30}}),
    "sub-folder": dict(modules=[pooling("mean"), NORMALIZE], folder="0_BERT",
                       encoder={BERT: {"max_seq_length": 9, "do_lower_case": True}}),
    **{f"without-prompt-{mode}": dict(modules=[pooling(mode, include_prompt=False)], config=QUERY)
       for mode in ("cls", "mean", "max", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")},
    "without-long-prompt": dict(
        modules=[pooling("cls", "mean", include_prompt=False)], encoder={BERT: {"max_seq_length": 6}},
        config={"prompts": {"query": "the very good film here was a good soup "}, "default_prompt_name": "query"}),
    "truncated": dict(modules=[pooling("mean"), NORMALIZE], config={"truncate_dim": 5, "similarity_fn_name": "cosine"}),
    "truncated-beyond-the-width": dict(modules=[pooling("mean")], config={"truncate_dim": 50}),
    "all-ways": dict(modules=[pooling("lasttoken", "max", "mean", "cls", "weightedmean", "mean_sqrt_len_tokens")]),
    "flags-of-all-ways": dict(
        modules=[flags("mean_tokens", "cls_token", "max_tokens", "mean_sqrt_len_tokens", "lasttoken", "weightedmean_tokens")]),
    "no-flag": dict(modules=[flags()]),
    "residual": dict(modules=[pooling("mean"), dense(1, WIDTH, WIDTH, residual=True)]),
    "projected-residual": dict(modules=[pooling("mean", "max"), dense(2, 2 * WIDTH, 7, PREFIX + "GELU", residual=True, bias=False)]),
    "activations": dict(modules=[pooling("mean")] + [dense(3 + n, WIDTH, WIDTH, name) for n, name in enumerate(SIMPLE)]),
    "other-activations": dict(modules=[pooling("mean")] + [dense(20 + n, WIDTH, WIDTH, name) for n, name in enumerate(OTHERS)]),
    "default-activation": dict(modules=[
        pooling("mean"), ("Dense", {"in_features": WIDTH, "out_features": 4}, dense(5, WIDTH, 4)[2]),
        dense(6, 4, 6, "torch.nn.modules.linear.Identity")]),
    "norms": dict(modules=[pooling("mean"), layer_norm(WIDTH), ("Dropout", {"dropout": 0.5}, None), ("Normalize", None, None),
                           dense(7, WIDTH, 5)]),
    "dense-on-tokens": dict(modules=[
        dense(8, WIDTH, 6, module_input_name="token_embeddings"),
        ("Normalize", {"module_input_name": "token_embeddings"}, None), pooling("max", "cls")]),
    "output-of-another-name": dict(modules=[
        pooling("mean"), dense(9, WIDTH, 6, module_output_name="other"),
        dense(10, 6, 3, module_input_name="other", module_output_name="third"), ("Normalize", {"module_input_name": "nothing"}, None)]),
    "without-special-tokens": dict(modules=[pooling("mean", "lasttoken")], encoder={BERT: {
        "transformer_task": "feature-extraction", "module_output_name": "token_embeddings",
        "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
        "processing_kwargs": {"text": {"add_special_tokens": False, "max_length": 6}, "common": {"padding": True}}}}),
    "tokenizer-arguments": dict(modules=[pooling("mean")], encoder={BERT: {
        "max_seq_length": 20, "do_lower_case": False, "model_args": {"torch_dtype": "float32", "attn_implementation": "eager"},
        "tokenizer_args": {"model_max_length": 5}}}),
}


def write_kind(directory, modules, encoder={}, config=None, folder=""):
    directory.mkdir(parents=True)
    entries = [{"idx": 0, "name": "0", "path": folder, "type": MODULES + "Transformer"}]
    for number, (kind, content, weights) in enumerate(modules, 1):
        path = f"{number}_{kind}"
        entries.append({"idx": number, "name": str(number), "path": path, "type": MODULES + kind})
        if content is not None:
            (directory / path).mkdir()
            write_json(directory / path / "config.json", content)
        if weights is not None:
            save_file(weights, directory / path / "model.safetensors")
    write_json(directory / "modules.json", entries)
    for name, content in encoder.items():
        (directory / folder).mkdir(exist_ok=True)
        write_json(directory / folder / name, content)
    if config is not None:
        write_json(directory / "config_sentence_transformers.json", config)


def write_json(path, content):
    path.write_text(json.dumps(content) + "\n")


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    for name in ("encoder", "kinds"):
        shutil.rmtree(output / name, ignore_errors=True)
    (output / "encoder").mkdir()
    write_encoder(output / "encoder")
    recorded = {}
    for name, kind in KINDS.items():
        write_kind(output / "kinds" / name, **kind)
        with tempfile.TemporaryDirectory() as place:
            whole = pathlib.Path(place) / "model"
            shutil.copytree(output / "kinds" / name, whole)
            shutil.copytree(output / "encoder", whole / kind.get("folder", ""), dirs_exist_ok=True)
            model = SentenceTransformer(str(whole), device="cpu")
            # One at a time: padding must not decide anything.
            vectors = [model.encode(text).tolist() for text in TEXTS]
            together = torch.tensor(model.encode(TEXTS))
            if not torch.allclose(together, torch.tensor(vectors), atol=1e-5):
                print(f"{name}: the neighbours of a text change its embedding")
        recorded[name] = [[round(value, 7) for value in vector] for vector in vectors]
        print(name, len(vectors[0]))
    lines = [f" {json.dumps(name)}: {json.dumps(vectors)}" for name, vectors in recorded.items()]
    (output / "embeddings.json").write_text(
        "{\n" + f' "texts": {json.dumps(TEXTS, ensure_ascii=False)},\n "embeddings": {{\n' + ",\n".join(lines) + "\n}}\n")


if __name__ == "__main__":
    main()
