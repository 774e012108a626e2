"""The frozen experiments of every lab: everything that decides a run, and nothing else.

Two equal experiments give the same run, bit for bit on one machine and engine. The file format is in
`model.experiment.file`; where an experiment's points come from is in `model.data.points`.
"""

from model.experiment.autograd import Autograd
from model.experiment.experiments import EXPERIMENTS, Descending, Experiment, OfFunction, OneDescent
from model.experiment.minimise import Minimise
from model.experiment.regression import Regression
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
from model.experiment.surface import MAX_RUNNERS, Runner, Surface, SurfaceRun
from model.experiment.validation import LIMIT, MAX_EPOCHS, check_fields, check_number, refused_at

__all__ = [
    "EXPERIMENTS",
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
    "OfFunction",
    "OneDescent",
    "OptimizerSetting",
    "Regression",
    "Runner",
    "ScheduleSetting",
    "Seeded",
    "Setting",
    "Start",
    "Surface",
    "SurfaceRun",
    "check_fields",
    "check_number",
    "refused_at",
]
