"""Draws one picture with OpenGL in a process of its own: where that cannot be started, Qt may end the process."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QApplication

_OLDEST = (2, 1)
_GL_RENDERER = 0x1F01
_COLOUR = QColor(255, 0, 0)


class _Picture(QOpenGLWidget):
    """The kind of widget that the 3-D view is, all in one colour."""

    renderer = ""

    def paintGL(self) -> None:
        """Fill the picture, and note who draws it."""
        from OpenGL import GL, contextdata

        contextdata.getContext()  # raises where PyOpenGL does not see Qt's context, as on X without GLX
        GL.glClearColor(_COLOUR.redF(), _COLOUR.greenF(), _COLOUR.blueF(), 1.0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
        self.renderer = str(self.context().functions().glGetString(_GL_RENDERER)) or "unnamed"


def probe() -> int:
    """Print the name of OpenGL's renderer, a graphics card or a program; return 0 where it draws and is new enough."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # leave nothing behind where Qt ends this process
    application = QApplication(sys.argv[:1])
    picture = _Picture()
    picture.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    picture.resize(16, 16)
    picture.show()
    application.processEvents()
    drawn = picture.grabFramebuffer()
    context = picture.context()
    if not picture.renderer or drawn.pixelColor(8, 8) != _COLOUR:
        return 1
    if not context.isOpenGLES() and tuple(context.format().version()) < _OLDEST:
        return 1
    print(picture.renderer)
    return 0
