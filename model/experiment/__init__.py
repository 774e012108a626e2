"""The frozen experiments of every lab: everything that decides a run, and nothing else.

Two equal experiments give the same run, bit for bit on one machine and engine. The file format is in
`model.experiment.file`; where an experiment's points come from is in `model.data.points`.
"""

from model.experiment.kinds import (
    MAX_RUNNERS,
    Autograd,
    Descending,
    Experiment,
    Minimise,
    Regression,
    Runner,
    Surface,
    SurfaceRun,
)
from model.experiment.settings import (
    STEP_PARTS,
    CheckedStart,
    ClipSetting,
    DType,
    LossChoice,
    NoiseSetting,
    OptimizerSetting,
    ScheduleSetting,
    Seeded,
    Setting,
    Start,
)
from model.experiment.validation import LIMIT, MAX_EPOCHS, check_number, refused_at, validate

__all__ = [
    "LIMIT",
    "MAX_EPOCHS",
    "MAX_RUNNERS",
    "STEP_PARTS",
    "Autograd",
    "CheckedStart",
    "ClipSetting",
    "DType",
    "Descending",
    "Experiment",
    "LossChoice",
    "Minimise",
    "NoiseSetting",
    "OptimizerSetting",
    "Regression",
    "Runner",
    "ScheduleSetting",
    "Seeded",
    "Setting",
    "Start",
    "Surface",
    "SurfaceRun",
    "check_number",
    "refused_at",
    "validate",
]
