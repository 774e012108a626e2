"""What PyInstaller collects of torch, in place of its contributed hook, which takes every module and tool there is.

Its modules are those that import statements lead to, inside functions too; of its source text what it reads itself.
"""

from pathlib import Path

from PyInstaller.utils.hooks import (  # pyright: ignore[reportMissingModuleSource] -- the build installs it
    PY_DYLIB_PATTERNS,
    collect_dynamic_libs,
    get_package_paths,
)

FOLDER = Path(get_package_paths("torch")[1])

configurations = [
    ".".join(file.relative_to(FOLDER.parent).with_suffix("").parts) for file in FOLDER.rglob("*config.py")
]
module_collection_mode = dict.fromkeys(("torch.functional", "torch.nn", *configurations), "pyz+py")
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
manager = FOLDER / "bin" / "torch_shm_manager"
if manager.exists():  # not on Windows; importing torch ends where it is missing
    binaries.append((str(manager), "torch/bin"))
