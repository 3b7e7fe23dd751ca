#!/usr/bin/env python3
"""Records what the token-classification pipeline of transformers says of texts, in pipeline.json beside this script.

The model is a tiny BERT with random weights and tags of two types, written to the folder bert. Its output layer is scaled
so that tags vary from word to word. Each way of aggregation is recorded for each text. Needs what
../Encoder/requirements.txt lists.
"""
import json
import pathlib

import torch
from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast, pipeline

here = pathlib.Path(__file__).parent
model_directory = here / "bert"
labels = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "'", "-", "!", "@", "😀", "é"]
letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
pieces += letters + [f"##{letter}" for letter in letters] + ["##é", "東", "京"]
pieces += ["ana", "sou", "##za", "por", "##to", "flew", "to", "from", "new", "york", "ka", "##ra", "met", "in", "the", "rain"]
texts = [
    "Ana Souza flew to Porto.",
    "Kara met Ana in New-York, in the rain!",
    "😀 Ana-Kara met Café Souza 東京 in Zagreb… yesterday",
    "José's e\u0301te\u0301 @ana",
    "",
    "   ",
    "rain",
    "unknowable Λόγος words",
]

torch.manual_seed(22)
config = BertConfig(
    vocab_size=len(pieces), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
    max_position_embeddings=64, id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)},
)
model = BertForTokenClassification(config).eval()
with torch.no_grad():
    for parameter in model.bert.parameters():
        if parameter.dim() > 1:
            parameter.mul_(10)
    model.classifier.weight.mul_(60)
model_directory.mkdir(exist_ok=True)
(model_directory / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
tokenizer = BertTokenizerFast(str(model_directory / "vocab.txt"), do_lower_case=True, strip_accents=False)
with torch.no_grad():
    scores = torch.cat([model(**tokenizer(text, return_tensors="pt")).logits[0] for text in texts])
    model.classifier.bias.sub_(scores.mean(0))
model.save_pretrained(model_directory)
tokenizer.save_pretrained(model_directory)

recorded = []
for text in texts:
    answers = {}
    for strategy in ["none", "simple", "first", "average", "max"]:
        classify = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy=strategy)
        answers[strategy] = [
            [entity.get("entity_group", entity.get("entity")), float(entity["score"]), entity["start"], entity["end"]]
            for entity in (classify(text) if text.strip() else [])
        ]
    recorded.append({"text": text, "answers": answers})
(here / "pipeline.json").write_text(json.dumps(recorded, ensure_ascii=False) + "\n", encoding="utf-8")
