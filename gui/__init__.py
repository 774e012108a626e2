"""The window: labs, plots and widgets over the model."""

import os

os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"  # whatever another program has set for itself
