#!/usr/bin/env python3
"""Records measures of scikit-learn, SciPy and NumPy in metrics.json, beside this script.

A measure that is not defined is null. Made with scikit-learn 1.9.1, SciPy 1.17.1 and NumPy 2.4.6; needs nothing else.
What those libraries have not, the calibration error, the best thresholds, McNemar's test and the resampling, is worked
out here from the definitions, by other means than the library under test.
"""

import json
import math
import pathlib
import warnings

import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn.metrics as metrics

warnings.filterwarnings("ignore")
generator = np.random.default_rng(1906)


def known(value):
    """A number, or None where it is none."""
    value = float(value)
    return value if math.isfinite(value) else None


def attempt(measure, *arguments, **named):
    try:
        return known(measure(*arguments, **named))
    except ValueError:
        return None


def ranking(truth, score):
    """ROC-AUC and average precision; null where they are not defined."""
    truth = np.asarray(truth)
    both = 0 < truth.sum() < len(truth)
    return (
        attempt(metrics.roc_auc_score, truth, score) if both else None,
        attempt(metrics.average_precision_score, truth, score) if truth.any() else None,
    )


def mean(values):
    values = list(values)
    return None if not values or None in values else float(np.mean(values))


def reliability(confidence, right, bin_count):
    edges = np.arange(bin_count + 1) / bin_count
    counts, confidences, accuracies = [], [], []
    for index in range(bin_count):
        inside = (confidence > edges[index]) & (confidence <= edges[index + 1])
        if index == 0:
            inside |= confidence == 0
        counts.append(int(inside.sum()))
        confidences.append(float(confidence[inside].mean()) if inside.any() else None)
        accuracies.append(float(right[inside].mean()) if inside.any() else None)
    gaps = [abs(c - a) if c is not None else 0.0 for c, a in zip(confidences, accuracies)]
    return {
        "bin_count": bin_count,
        "counts": counts,
        "confidences": confidences,
        "accuracies": accuracies,
        "expected_error": float(np.dot(counts, gaps) / len(right)),
        "maximum_error": float(max(gaps)),
    }


def temperature(logits, truth):
    """The temperature with the least cross-entropy, by the root of its slope; null where the root is out of range."""
    truth_logits = logits[np.arange(len(truth)), truth]

    def slope(inverse):
        probabilities = scipy.special.softmax(inverse * logits, axis=1)
        return math.fsum((probabilities * logits).sum(axis=1) - truth_logits)

    if slope(1 / 20) * slope(20) >= 0:
        return None
    return 1 / scipy.optimize.brentq(slope, 1 / 20, 20, xtol=1e-15, rtol=1e-15, maxiter=500)


def classification(name, class_count, truth, logits=None, probabilities=None):
    truth = np.asarray(truth)
    given_logits = logits is not None
    if given_logits:
        probabilities = scipy.special.softmax(logits, axis=1)
    prediction = (logits if given_logits else probabilities).argmax(axis=1)
    labels = list(range(class_count))
    case = {
        "name": name,
        "class_count": class_count,
        "truth": truth.tolist(),
        "logits": logits.ravel().tolist() if given_logits else None,
        "probabilities": None if given_logits else probabilities.ravel().tolist(),
        "prediction": prediction.tolist(),
        "accuracy": float(metrics.accuracy_score(truth, prediction)),
        "balanced_accuracy": float(metrics.balanced_accuracy_score(truth, prediction)),
        "matthews_correlation": float(metrics.matthews_corrcoef(truth, prediction)),
    }
    for average in ("micro", "macro", "weighted"):
        scores = metrics.precision_recall_fscore_support(
            truth, prediction, average=average, labels=labels, zero_division=0.0
        )
        case[average] = [float(value) for value in scores[:3]]
    # The default: classes among the truths or the predictions.
    case["macro_all_labels"] = case["macro"]
    scores = metrics.precision_recall_fscore_support(truth, prediction, average="macro", zero_division=0.0)
    case["macro"] = [float(value) for value in scores[:3]]
    pairs = [ranking(truth == label, probabilities[:, label]) for label in labels]
    case["class_roc_auc"] = [pair[0] for pair in pairs]
    case["class_average_precision"] = [pair[1] for pair in pairs]
    if class_count == 2:
        case["roc_auc"], case["average_precision"] = pairs[1]
    else:
        case["roc_auc"], case["average_precision"] = (mean(pair[part] for pair in pairs) for part in (0, 1))
        if len(np.unique(truth)) == class_count:
            whole = metrics.roc_auc_score(truth, probabilities, multi_class="ovr", average="macro", labels=labels)
            assert abs(whole - case["roc_auc"]) < 1e-12
    if given_logits:
        case["cross_entropy"] = float(
            np.mean(scipy.special.logsumexp(logits, axis=1) - logits[np.arange(len(truth)), truth])
        )
    else:
        case["cross_entropy"] = float(metrics.log_loss(truth, probabilities, labels=labels))
    case["brier_score"] = float(metrics.brier_score_loss(truth, probabilities, labels=labels))
    case["mean_absolute_error"] = float(metrics.mean_absolute_error(truth, prediction))
    case["quadratic_weighted_kappa"] = attempt(
        metrics.cohen_kappa_score, truth, prediction, labels=labels, weights="quadratic"
    )
    confidence = probabilities.max(axis=1)
    case["reliability"] = [reliability(confidence, prediction == truth, count) for count in (15, 10, 1)]
    case["temperature"] = temperature(logits, truth) if given_logits else None
    return case


def random_logits(truth, class_count, sharpness=1.5, noise=1.0):
    truth = np.asarray(truth)
    logits = generator.normal(size=(len(truth), class_count)) * noise
    logits[np.arange(len(truth)), truth] += sharpness
    return logits


def draw(classes, size):
    return generator.choice(classes, size=size)


def classifications():
    truth = draw([0, 1], 120)
    yield classification("two classes", 2, truth, random_logits(truth, 2))
    truth = draw([0, 1, 2], 90)
    yield classification("three classes", 3, truth, random_logits(truth, 3))
    truth = np.concatenate([np.arange(7), draw(range(7), 143)])
    yield classification("seven classes", 7, truth, random_logits(truth, 7))
    truth = draw([0, 1], 80)
    yield classification("two classes, too sure", 2, truth, random_logits(truth, 2, 1.0, 1.5) * 6)
    truth = draw([0, 1, 2], 80)
    yield classification("three classes, too unsure", 3, truth, random_logits(truth, 3) / 5)
    truth = draw([0, 1], 100)
    yield classification("tied logits", 2, truth, np.round(random_logits(truth, 2)))
    truth = draw([0, 1, 2], 100)
    yield classification("tied logits of three classes", 3, truth, np.round(random_logits(truth, 3)))
    truth = draw([0, 2], 60)
    yield classification("class absent from the truth", 3, truth, random_logits(truth, 3))
    truth = draw([0, 1, 2], 60)
    logits = random_logits(truth, 3)
    logits[:, 1] -= 50
    yield classification("class never predicted", 3, truth, logits)
    truth = np.ones(20, dtype=int)
    yield classification("one class only", 2, truth, random_logits(truth, 2))
    truth = np.zeros(15, dtype=int)
    logits = random_logits(truth, 2)
    logits[:, 0] += 30
    yield classification("one class only, always predicted", 2, truth, logits)
    truth = draw([0, 1], 50)
    yield classification("extreme logits", 2, truth, random_logits(truth, 2, 20, 400))
    truth = draw([0, 1], 40)
    sure = np.where(generator.random(40) < 0.85, truth, 1 - truth)
    yield classification("probabilities of 0 and 1", 2, truth, probabilities=np.stack([1.0 - sure, sure], axis=1))
    truth = draw([0, 1, 2], 60)
    probabilities = np.round(scipy.special.softmax(random_logits(truth, 3), axis=1) * 10)
    probabilities[:, 2] = 10 - probabilities[:, 0] - probabilities[:, 1]
    yield classification("probabilities in tenths", 3, truth, probabilities=np.abs(probabilities) / 10)
    truth = draw(range(7), 12)
    yield classification("seven classes, few examples", 7, truth, random_logits(truth, 7))
    yield classification("one example", 2, [1], np.array([[0.25, -0.5]]))
    yield classification("all logits equal", 2, [0, 1, 1], np.ones((3, 2)))


def best_threshold(truth, score):
    if not truth.any():
        return 0.5
    distinct = np.unique(score)
    candidates = [0.5]
    for below, above in zip(np.concatenate([[0.0], distinct]), distinct):
        middle = (below + above) / 2
        candidates.append(middle if middle > below else above)
    return float(
        min(candidates, key=lambda bound: (-metrics.f1_score(truth, score >= bound), abs(bound - 0.5), bound))
    )


def multi_label(name, truth, probabilities, thresholds):
    truth, thresholds = np.asarray(truth, dtype=int), np.asarray(thresholds)
    prediction = (probabilities >= thresholds).astype(int)
    case = {
        "name": name,
        "label_count": truth.shape[1],
        "truth": truth.astype(bool).ravel().tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "thresholds": thresholds.tolist(),
        "subset_accuracy": float(metrics.accuracy_score(truth, prediction)),
        "hamming_loss": float(metrics.hamming_loss(truth, prediction)),
        "best_thresholds": [best_threshold(t, p) for t, p in zip(truth.T, probabilities.T)],
    }
    scores = metrics.precision_recall_fscore_support(truth, prediction, zero_division=0.0)
    pairs = [ranking(t, p) for t, p in zip(truth.T, probabilities.T)]
    case["labels"] = [
        {"scores": [float(score[index]) for score in scores[:3]], "support": int(scores[3][index]),
         "roc_auc": pairs[index][0], "average_precision": pairs[index][1]}
        for index in range(truth.shape[1])
    ]
    for average in ("micro", "macro", "weighted", "samples"):
        scores = metrics.precision_recall_fscore_support(truth, prediction, average=average, zero_division=0.0)
        case[average] = {"scores": [float(value) for value in scores[:3]], "support": int(truth.sum()),
                         "roc_auc": None, "average_precision": None}
    case["micro"]["roc_auc"], case["micro"]["average_precision"] = ranking(truth.ravel(), probabilities.ravel())
    for part, measure in enumerate(["roc_auc", "average_precision"]):
        case["macro"][measure] = mean(pair[part] for pair in pairs)
        present = [(pair[part], count) for pair, count in zip(pairs, truth.sum(axis=0)) if count > 0]
        if present and all(value is not None for value, _ in present):
            case["weighted"][measure] = float(np.average([p[0] for p in present], weights=[p[1] for p in present]))
    return case


def multi_labels():
    truth = generator.random((80, 4)) < [0.5, 0.2, 0.1, 0.7]
    yield multi_label("four labels", truth, scipy.special.expit(generator.normal(size=(80, 4)) + 2 * truth - 1),
                      [0.5, 0.5, 0.3, 0.7])
    truth = generator.random((60, 3)) < 0.3
    yield multi_label("tied probabilities", truth,
                      np.round(scipy.special.expit(generator.normal(size=(60, 3)) + truth), 1), [0.5, 0.4, 0.6])
    truth = generator.random((40, 3)) < 0.4
    truth[:, 1] = False
    yield multi_label("label without examples", truth, generator.random((40, 3)), [0.5, 0.5, 0.5])
    truth = generator.random((40, 3)) < 0.4
    truth[:, 2] = True
    yield multi_label("label of every example", truth, generator.random((40, 3)), [0.5, 0.9, 0.5])
    truth = generator.random((30, 7)) < 0.1
    yield multi_label("seven rare labels", truth, generator.random((30, 7)) * 0.4, [0.5] * 7)
    yield multi_label("no label at all", np.zeros((10, 2), dtype=bool), generator.random((10, 2)), [0.5, 0.5])
    truth = generator.random((50, 2)) < 0.5
    yield multi_label("probabilities of 0 and 1", truth,
                      np.where(generator.random((50, 2)) < 0.8, truth, ~truth).astype(float), [0.5, 1.0])
    truth = generator.random((50, 2)) < 0.5
    yield multi_label("always right", truth, np.where(truth, 0.9, 0.1), [0.5, 0.5])


def regression(name, truth, prediction):
    truth, prediction = np.asarray(truth, dtype=float), np.asarray(prediction, dtype=float)
    varied = len(truth) > 1 and np.ptp(truth) > 0
    both = varied and np.ptp(prediction) > 0
    errors = np.abs(prediction - truth)
    return {
        "name": name,
        "truth": truth.tolist(),
        "prediction": prediction.tolist(),
        "root_mean_squared_error": float(metrics.root_mean_squared_error(truth, prediction)),
        "mean_absolute_error": float(metrics.mean_absolute_error(truth, prediction)),
        "r_squared": float(metrics.r2_score(truth, prediction)) if varied else None,
        "pearson": float(scipy.stats.pearsonr(truth, prediction).statistic) if both else None,
        "spearman": float(scipy.stats.spearmanr(truth, prediction).statistic) if both else None,
        "largest_errors": np.lexsort((np.arange(len(errors)), -errors))[:10].tolist(),
    }


def regressions():
    truth = generator.normal(size=70) * 3 + 1
    yield regression("numbers", truth, truth + generator.normal(size=70))
    truth = generator.integers(1, 6, size=80)
    yield regression("ties", truth, np.clip(truth + generator.integers(-2, 3, size=80), 1, 5))
    yield regression("far from zero", 1e6 + generator.normal(size=40), 1e6 + generator.normal(size=40))
    yield regression("worse than the mean", np.arange(12.0), np.arange(12.0)[::-1] * 3)
    yield regression("constant truth", np.full(9, 2.5), generator.normal(size=9))
    yield regression("constant prediction", generator.normal(size=9), np.full(9, 2.5))
    yield regression("exact", np.arange(5.0), np.arange(5.0))
    yield regression("two examples", [1.0, 2.0], [3.0, 2.5])
    yield regression("one example", [1.5], [1.0])


def mcnemar(first, second):
    count = first + second
    if count < 25:
        p = 1.0 if count == 0 else min(1.0, 2 * float(scipy.stats.binom.cdf(min(first, second), count, 0.5)))
        return {"first": first, "second": second, "is_exact": True, "statistic": float(min(first, second)), "p": p}
    statistic = (abs(first - second) - 1) ** 2 / count
    return {"first": first, "second": second, "is_exact": False, "statistic": statistic,
            "p": float(scipy.stats.chi2.sf(statistic, 1))}


def split_mix(state):
    mask = 2**64 - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        yield mixed ^ (mixed >> 31)


def bootstrap(name, values, resamples, level, seed):
    values = np.asarray(values, dtype=float)
    numbers = split_mix(seed)
    means = [
        float(np.mean([values[(next(numbers) * len(values)) >> 64] for _ in values])) for _ in range(resamples)
    ]
    lower, upper = np.percentile(means, [50 * (1 - level), 50 * (1 + level)])
    return {"name": name, "values": values.tolist(), "resamples": resamples, "level": level, "seed": seed,
            "estimate": float(values.mean()), "lower": float(lower), "upper": float(upper)}


recorded = {
    "classification": list(classifications()),
    "multi_label": list(multi_labels()),
    "regression": list(regressions()),
    "mcnemar": [
        mcnemar(*counts)
        for counts in [(0, 0), (1, 0), (0, 6), (3, 12), (12, 12), (11, 13), (20, 4), (13, 12), (25, 25), (40, 12),
                       (0, 25), (300, 180), (1000, 1)]
    ],
    "bootstrap": [
        bootstrap("accuracy", generator.random(50) < 0.8, 1000, 0.95, 0),
        bootstrap("numbers", generator.normal(size=23), 200, 0.9, 2**63 + 5),
        bootstrap("one example", [0.5], 10, 0.95, 1),
    ],
}
path = pathlib.Path(__file__).with_name("metrics.json")
lines = [
    json.dumps(kind) + ": [\n" + ",\n".join(json.dumps(case, allow_nan=False) for case in cases) + "\n]"
    for kind, cases in recorded.items()
]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
