"""How anything trains: labs, devices, the training loop and the worker process.

Importing this package loads nothing heavy. Modules that need tinygrad (``program``, ``optim``, ``llvm``,
``worker``) are imported only inside the worker process.
"""
