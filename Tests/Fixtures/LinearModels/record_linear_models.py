"""Records what scikit-learn's linear models find: logistic and ridge regression, with features all there or mostly zero.

Usage: record_linear_models.py [OUTPUT_DIR]

Needs scikit-learn==1.9.1. linear-models.json gets the rows, the targets and, for each strength of L2 (one over C, or alpha),
coefficients and intercepts at the minimum, as Newton's method finds it. The solver lbfgs, which is scikit-learn's usual one,
ends where the value no longer falls by more than 1.4e-14 of itself, which leaves it up to 2e-4 away where columns differ much
in size; how far is printed for each fit that is more than 1e-5 away, and more than 3e-4 is an error.
"""
import json
import pathlib
import sys
import warnings

import numpy
from sklearn.linear_model import LogisticRegression, Ridge

STRENGTHS = [0.05, 1.0, 20.0]


def logistic(features, targets, strength, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        def fit(solver):
            model = LogisticRegression(C=1 / strength, tol=1e-11, max_iter=100_000, solver=solver, **more)
            return model.fit(features, targets)

        exact, usual = fit("newton-cholesky"), fit("lbfgs")
    distance = max(abs(exact.coef_ - usual.coef_).max(), abs(exact.intercept_ - usual.intercept_).max())
    if distance > 1e-5:
        print(f"{len(exact.classes_)} classes, strength {strength}: lbfgs ends {distance:.1e} from the minimum")
    if distance > 3e-4:
        raise ValueError("the solvers disagree")
    return exact


def fits(fit):
    return [dict(strength=strength, **fit(strength)) for strength in STRENGTHS]


def found(model):
    return dict(coefficients=numpy.atleast_2d(model.coef_).tolist(), intercepts=numpy.ravel(model.intercept_).tolist())


def classes(generator, name, features, count, weights=None):
    directions = generator.normal(size=(features.shape[1], count))
    scores = features @ directions + generator.gumbel(size=(len(features), count)) * 2
    labels = (scores - scores.mean(axis=0)).argmax(axis=1)
    if len(set(labels)) != count:
        raise ValueError(f"{name}: some class does not occur")
    more = dict(class_weight=dict(enumerate(weights))) if weights else {}
    return dict(name=name, kind="classes", features=features.tolist(), targets=labels.tolist(), weights=weights,
                fits=fits(lambda strength: found(logistic(features, labels, strength, **more))))


def label_sets(generator, name, features, count):
    directions = generator.normal(size=(features.shape[1], count))
    labels = (features @ directions + generator.logistic(size=(len(features), count)) > 0.5).astype(int)

    def fit(strength):
        models = [found(logistic(features, column, strength)) for column in labels.T]
        return {key: [value for model in models for value in model[key]] for key in models[0]}

    return dict(name=name, kind="labelSets", features=features.tolist(), targets=labels.ravel().tolist(), fits=fits(fit))


def numbers(generator, name, features):
    targets = features @ generator.normal(size=features.shape[1]) + 3 + generator.normal(size=len(features))
    targets = targets.astype(numpy.float32).astype(float)
    return dict(name=name, kind="numbers", features=features.tolist(), targets=targets.tolist(),
                fits=fits(lambda strength: found(Ridge(alpha=strength).fit(features, targets))))


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    generator = numpy.random.default_rng(5)

    def dense(rows, width):
        # Columns of very different sizes and means, one of which is constant.
        values = generator.normal(size=(rows, width)) * numpy.geomspace(0.05, 5, width) + generator.normal(size=width) * 2
        values[:, 1] = 0.75
        return values.astype(numpy.float32).round(3).astype(float)

    def sparse(rows, width):
        values = (generator.random((rows, width)) < 0.15) * generator.uniform(1, 4, width)
        return values.astype(numpy.float32).round(3).astype(float)

    cases = [
        classes(generator, "two classes", dense(90, 7), 2),
        classes(generator, "two classes with weights", dense(80, 5), 2, [0.5, 3.0]),
        classes(generator, "four classes", dense(120, 6), 4),
        classes(generator, "three classes with weights", dense(90, 5), 3, [1.0, 0.25, 2.0]),
        classes(generator, "two classes, sparse", sparse(70, 24), 2),
        classes(generator, "three classes, sparse", sparse(80, 20), 3),
        label_sets(generator, "three labels", dense(90, 6), 3),
        numbers(generator, "numbers", dense(60, 7)),
        numbers(generator, "numbers, sparse", sparse(60, 15)),
    ]
    text = json.dumps(cases, separators=(",", ":"))
    (output / "linear-models.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
