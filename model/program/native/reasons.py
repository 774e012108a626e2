"""Why a program cannot use a name of Python or PyTorch, and what to write instead."""

from __future__ import annotations

from model.message import QT_TRANSLATE_NOOP, Message

_ELSEWHERE = QT_TRANSLATE_NOOP("program", "PyTorch or Python has {name}, but it cannot be used by programs here.")
_NOT_HERE = QT_TRANSLATE_NOOP("program", "{name} cannot be used by programs here.")
_OUTSIDE = QT_TRANSLATE_NOOP(
    "program", "{name} reaches files, other programs or the network: it cannot be used by programs here."
)
_AT_ONCE = QT_TRANSLATE_NOOP(
    "program",
    "{name} does several things at a time, but programs here run line after line: call one function after another.",
)
_LEFT_OUT = QT_TRANSLATE_NOOP(
    "program", "{name} cannot be used by programs here: leave it out, the model computes the same without it."
)
_TIMED = QT_TRANSLATE_NOOP(
    "program", "{name} cannot be used by programs here: measure the time with time.perf_counter()."
)
_OTHER = QT_TRANSLATE_NOOP("program", "{name} cannot be used by programs here: use {other}.")
_REASONS = {
    **dict.fromkeys(
        "torch.compile torch.jit torch.quantization torch.ao torch.fx torch._dynamo".split(),
        _LEFT_OUT,
    ),
    **dict.fromkeys("torch.profiler torch.autograd.profiler cProfile profile".split(), _TIMED),
    **dict.fromkeys(
        "threading multiprocessing concurrent asyncio queue torch.multiprocessing torch.distributed".split(), _AT_ONCE
    ),
    **dict.fromkeys(
        """os sys subprocess socket shutil tempfile glob shelve sqlite3 urllib http requests ctypes importlib signal
        mmap marshal code pty torch.hub torch.utils.cpp_extension""".split(),
        _OUTSIDE,
    ),
}
_INSTEAD = {
    **{"pickle": "torch.save", "dill": "torch.save", "joblib": "torch.save", "torch.onnx": "torch.save"},
    **{"uuid": "random", "secrets": "random", "hashlib": "hash()", "torch.utils.tensorboard": "matplotlib"},
}


def reason(name: str, exists: bool = True) -> Message:
    """Return the sentence for a dotted name that programs may not use: that of the longest beginning there is."""
    beginning = name
    while beginning:
        if beginning in _INSTEAD:
            return _OTHER.fill(name=name, other=_INSTEAD[beginning])
        if beginning in _REASONS:
            return _REASONS[beginning].fill(name=name)
        beginning = beginning.rpartition(".")[0]
    return (_ELSEWHERE if exists else _NOT_HERE).fill(name=name)


def is_known(name: str) -> bool:
    """Tell whether there is a sentence of its own for a name."""
    return reason(name).template != _ELSEWHERE.template
