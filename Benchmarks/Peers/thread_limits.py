"""Limits the threads of libraries; call it before they are loaded, since they read the variables at load time."""
import os


def limit_threads(threads):
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if threads > 1 else "false"
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ[name] = str(threads)
