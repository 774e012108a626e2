"""The experiment file: strict JSON, one object; what it does not give takes the defaults shown in the window.

`decode` turns any bytes into an `Experiment`, or raises `Refused` with one sentence that names the key and what was
expected. `encode` writes what `decode` reads back as an equal experiment; of a pasted table it writes only the
points, and the names of x and y.
"""

from model.experiment.file.reading import decode, read
from model.experiment.file.values import MAX_BYTES
from model.experiment.file.writing import encode, write

__all__ = ["MAX_BYTES", "decode", "encode", "read", "write"]
