#!/usr/bin/env python3
"""Records what the token-classification pipeline of transformers makes of labels in many notations, in labels.json.

The model is that of record_pipeline.py, in the folder bert, with other names for its five outputs. Each way of
aggregation is recorded for each text as [type, score, start, end]. Needs what ../Encoder/requirements.txt lists.
"""
import json
import pathlib

from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

here = pathlib.Path(__file__).parent
LABELS = {
    "BIOES": ["O", "B-PER", "I-PER", "E-PER", "S-PER"],
    "BILOU": ["O", "B-PER", "I-PER", "L-PER", "U-PER"],
    "BMES": ["O", "B-PER", "M-PER", "E-PER", "S-PER"],
    "lower case": ["O", "b-loc", "i-loc", "b-per", "i-per"],
    "outside in lower case": ["o", "B-LOC", "I-LOC", "B-PER", "I-PER"],
    "underscores": ["O", "B_LOC", "I_LOC", "B_PER", "I_PER"],
    "position last": ["O", "LOC-B", "LOC-I", "PER-B", "PER-I"],
    "types alone": ["O", "LOC", "PER", "creative-work", "MISC"],
    "I alone": ["O", "I-LOC", "I-PER", "I-ORG", "I-MISC"],
    "types with hyphens and O": ["O", "B-creative-work", "I-creative-work", "B-O", "I-O"],
    "no names": ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4"],
}
texts = [entry["text"] for entry in json.loads((here / "pipeline.json").read_text(encoding="utf-8"))]
model = AutoModelForTokenClassification.from_pretrained(here / "bert").eval()
tokenizer = AutoTokenizer.from_pretrained(here / "bert")

recorded = []
for name, labels in LABELS.items():
    model.config.id2label = dict(enumerate(labels))
    answers = {}
    for strategy in ["none", "simple", "first", "average", "max"]:
        classify = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy=strategy)
        answers[strategy] = [
            [
                [entity.get("entity_group", entity.get("entity")), round(float(entity["score"]), 6), entity["start"], entity["end"]]
                for entity in (classify(text) if text.strip() else [])
            ]
            for text in texts
        ]
    recorded.append({"name": name, "labels": labels, "answers": answers})
lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in recorded)
(here / "labels.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
