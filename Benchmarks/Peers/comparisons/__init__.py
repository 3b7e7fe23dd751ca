"""The comparisons of `compare`: one module for each task, and one for running programs."""
