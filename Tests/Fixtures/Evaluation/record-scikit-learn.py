#!/usr/bin/env python3
"""Records classification measures of scikit-learn in scikit-learn.json, beside this script.

Cases are random; some leave classes out of the truth, of the predictions, or of both. Made with scikit-learn 1.9.1.
"""

import json
import pathlib
import random

import sklearn.metrics as metrics

generator = random.Random(20)


def case(name, class_count, size, truths=None, predictions=None, agreement=0.6):
    truths = truths or list(range(class_count))
    predictions = predictions or list(range(class_count))
    truth = [generator.choice(truths) for _ in range(size)]
    prediction = [
        label if label in predictions and generator.random() < agreement else generator.choice(predictions)
        for label in truth
    ]
    labels = list(range(class_count))
    given = {"labels": labels, "zero_division": 0.0}
    precision, recall, f1, support = metrics.precision_recall_fscore_support(truth, prediction, **given)
    averages = {
        average: [
            float(value)
            for value in metrics.precision_recall_fscore_support(truth, prediction, average=average, **given)[:3]
        ]
        for average in ("macro", "weighted")
    }
    # The default: classes among the truths or the predictions.
    default = metrics.precision_recall_fscore_support(truth, prediction, average="macro", zero_division=0.0)
    return {
        "name": name,
        "class_count": class_count,
        "truth": truth,
        "prediction": prediction,
        "accuracy": float(metrics.accuracy_score(truth, prediction)),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macro": [float(value) for value in default[:3]],
        "macro_all_labels": averages["macro"],
        "weighted": averages["weighted"],
        "confusion_matrix": metrics.confusion_matrix(truth, prediction, labels=labels).tolist(),
    }


cases = [
    case("two classes", 2, 200, agreement=0.8),
    case("three classes", 3, 90),
    case("seven classes, few examples", 7, 12),
    case("class absent from the truth", 4, 60, truths=[0, 1, 3]),
    case("class absent from the predictions", 4, 60, predictions=[0, 2]),
    case("class absent from both", 5, 50, truths=[0, 1, 4], predictions=[0, 1, 4]),
    case("nothing right", 2, 10, truths=[0], predictions=[1]),
    case("everything right", 3, 30, agreement=1.1),
    case("one example", 2, 1),
]
path = pathlib.Path(__file__).with_name("scikit-learn.json")
path.write_text("[\n" + ",\n".join(json.dumps(entry) for entry in cases) + "\n]\n")
