"""What `compare` compares: one module for each kind of work, and how programs are run."""
