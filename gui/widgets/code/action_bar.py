"""What can be done to live tensors: buttons for the usual actions, and a command line for any."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget

from gui.look.text import translate
from gui.look.theme import theme
from gui.widgets.arranged import column, row_of
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.choice import Choice
from gui.widgets.fields.completion import CompletionList
from gui.widgets.flow_layout import FlowPanel
from gui.widgets.parts import HeadingLabel, LineEdit, fixed_font, px, set_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent

_MOST_HISTORY = 200
_LONGEST = 2000
_FACES = (12, 11, 10)


class _Action(NamedTuple):
    """One usual action: its button's key, what it does as text, and whether it begins from an output."""

    key: str
    command: str
    of_output: bool


_ACTIONS = (
    _Action("backward", "{name}.backward()", True),
    _Action("backward_retain", "{name}.backward(retain_graph=True)", True),
    _Action("retain_grad", "{name}.retain_grad()", True),
    _Action("zero", "{name}.grad.zero_()", False),
    _Action("requires_grad", "{name}.requires_grad_()", False),
    _Action("step", "with torch.no_grad(): {name} -= {rate} * {name}.grad", False),
    _Action("step_in_graph", "{name} -= {rate} * {name}.grad", False),
)


class _Button(QPushButton):
    """A button that shows its command, in the largest face in which it fits its column."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.command = ""
        self.setProperty("role", "action")

    def set_command(self, command: str, room: int) -> None:
        """Show a command in a column of some width; a long one goes on in a second line."""
        self.command = command
        self.setAccessibleName(command)
        inner = max(room - px(20), px(60))
        for size in _FACES:
            font = fixed_font(size)
            if QFontMetrics(font).horizontalAdvance(command) < inner - 1:
                break
        shown = command
        metrics = QFontMetrics(font)
        if metrics.horizontalAdvance(command) >= inner - 1 and ": " in command:
            shown = command.replace(": ", ":\n  ", 1)
        self.setFont(font)
        lines = shown.split("\n")
        self.setText("\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, inner) for line in lines))


class CommandLine(LineEdit):
    """A line of one command, with those before it under Up and Down, and completion.

    Signals
    -------
    entered(str)
        Enter was pressed.
    """

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._history: list[str] = []
        self._place = 0
        self._draft = ""
        self.setMaxLength(_LONGEST)
        self.completion = CompletionList(self)
        self.completion.accepted.connect(self._complete)
        self.textEdited.connect(self._typed)

    def remember(self, command: str) -> None:
        """Keep a command for Up and Down."""
        if command and (not self._history or self._history[-1] != command):
            self._history = [*self._history, command][-_MOST_HISTORY:]
        self._place = len(self._history)

    @Slot()
    def _typed(self) -> None:
        self._place = len(self._history)
        self._offer(asked=False)

    def _offer(self, *, asked: bool) -> None:
        caret: QRect = self.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        self.completion.offer(self.text()[: self.cursorPosition()], QRect(caret), asked=asked)

    @Slot(str, int)
    def _complete(self, name: str, typed: int) -> None:
        for _ in range(typed):
            self.backspace()
        self.insert(name)

    def event(self, event: QEvent) -> bool:
        """Give Tab to the list while it is open."""
        if event.type() == QEvent.Type.KeyPress:
            key: QKeyEvent = event  # type: ignore[assignment]
            if key.key() == Qt.Key.Key_Tab and self.completion.takes(key):
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, walk through what was entered, complete; Escape empties the line, then leaves it."""
        key = event.key()
        if self.completion.takes(event):
            pass
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.completion.hide()
            if self.text().strip():
                self.entered.emit(self.text().strip())
        elif key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._offer(asked=True)
        elif key == Qt.Key.Key_Escape:
            if not self.text():
                event.ignore()
                return
            self.clear()
            self.textEdited.emit("")
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _walk(self, step: int) -> None:
        if self._place == len(self._history):
            self._draft = self.text()
        place = min(max(self._place + step, 0), len(self._history))
        if place != self._place:
            self._place = place
            self.setText(self._draft if place == len(self._history) else self._history[place])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list."""
        super().focusOutEvent(event)
        self.completion.hide()


class ActionBar(QWidget):
    """Buttons made from the names given, a learning rate for the steps, and the command line.

    Whoever listens does what is requested, or answers with `set_error`; a command that is not answered so at
    once is taken from the line into its history.

    Signals
    -------
    requested(str)
        A command to do, such as "y.backward()".
    """

    requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.output = Choice()
        self.leaf = Choice()
        self.heading = HeadingLabel()
        self.command = CommandLine()
        self.error = ErrorLabel(self.command)
        self._rate = "0.1"
        self._offered: dict[Choice, list[str]] = {}
        self.buttons = {action.key: _Button(action.key) for action in _ACTIONS}
        self._flow = FlowPanel(px(4))
        names = row_of(px(8), self.output, self.leaf)
        names.setStretch(0, 1)
        names.setStretch(1, 1)
        column(self, px(6), self.heading, self.command, names, self._flow)
        for action in _ACTIONS:
            self._flow.flow.addWidget(self.buttons[action.key])
            self.buttons[action.key].clicked.connect(self._pressed)
        self.output.chosen.connect(self._write)
        self.leaf.chosen.connect(self._write)
        self.command.entered.connect(self._entered)
        self.command.textEdited.connect(self.clear_error)
        theme.changed.connect(self._write)
        self._write()

    def set_names(self, outputs: Sequence[str], leaves: Sequence[str], used: str = "") -> None:
        """Offer the tensors that a backward pass can begin from, and the leaves, the likeliest last.

        What was chosen stays chosen until other names are offered; then it is the output that is ``used`` already.
        """
        for choice, names in ((self.output, outputs), (self.leaf, leaves)):
            same = list(names) == self._offered.get(choice)
            self._offered[choice] = list(names)
            choice.set_items([(name, name, "") for name in names])
            if not same or choice.current() not in names:
                is_used = choice is self.output and used in names
                choice.set_current(used if is_used else next(reversed(names), None))
            choice.combo.setEnabled(bool(names))
        self._write()

    def set_completions(self, names: Sequence[str]) -> None:
        """Offer these names in the command line."""
        self.command.completion.set_names(names)

    def set_rate(self, rate: str) -> None:
        """Set the learning rate of the steps, as it is written in a command."""
        self._rate = rate
        self._write()

    def set_error(self, sentence: str) -> None:
        """Say why the command in the line cannot be done."""
        set_state(self.command, "invalid", bool(sentence))
        self.error.show_error(sentence)

    def refuse(self, command: str, sentence: str) -> None:
        """Put a command that was taken already back into the line, unless another is there, and say why."""
        if self.command.text() in ("", command):
            self.command.setText(command)
            self.set_error(sentence)

    @Slot()
    def clear_error(self) -> None:
        """Take the sentence away."""
        if self.error.text():
            self.set_error("")

    @Slot()
    def _pressed(self) -> None:
        button = self.sender()
        assert isinstance(button, _Button)
        self.clear_error()
        self.command.remember(button.command)
        self.requested.emit(button.command)

    @Slot(str)
    def _entered(self, command: str) -> None:
        self.clear_error()
        self.command.remember(command)
        self.requested.emit(command)
        if not self.error.text():
            self.command.setText("")  # which leaves nothing to undo in the line: what was done is undone in the window

    @Slot()
    def _write(self) -> None:
        self.command.setFont(fixed_font(12))
        for action in _ACTIONS:
            name = (self.output if action.of_output else self.leaf).current()
            button = self.buttons[action.key]
            button.setEnabled(name is not None)
            command = action.command.format(name=name or "…", rate=self._rate)
            button.set_command(command, max(self.width(), px(120)))
            button.setToolTip(self._meaning(action.key))
        self._flow.updateGeometry()

    def resizeEvent(self, event: object) -> None:
        """Fit the faces of the buttons to another width."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._write()

    @staticmethod
    def _meaning(key: str) -> str:
        return {
            "backward": translate("action_bar", "Compute the gradients of all leaves; the graph is freed afterwards"),
            "backward_retain": translate(
                "action_bar", "Compute the gradients and keep the graph, so that a further backward pass is possible"
            ),
            "retain_grad": translate("action_bar", "Let this intermediate tensor keep its gradient in the next pass"),
            "zero": translate("action_bar", "Set the gradient to zero; otherwise the next pass adds to it"),
            "requires_grad": translate("action_bar", "Record operations on this leaf from now on"),
            "step": translate("action_bar", "One step of gradient descent that autograd does not record"),
            "step_in_graph": translate(
                "action_bar", "The same step recorded by autograd: PyTorch refuses it for a leaf"
            ),
        }[key]

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.output.set_texts(
            translate("action_bar", "Backward from"),
            translate("action_bar", "The tensor that the backward pass begins from"),
            translate("action_bar", "no tensor"),
        )
        self.leaf.set_texts(
            translate("action_bar", "Leaf"),
            translate("action_bar", "The leaf whose gradient the buttons below work on"),
            translate("action_bar", "no tensor"),
        )
        self.heading.setText(translate("action_bar", "Command"))
        self.command.setAccessibleName(translate("action_bar", "Command"))
        self.command.setPlaceholderText("x.grad.zero_()")
        self.command.setToolTip(
            translate("action_bar", "Type an action and press Enter; Up and Down bring back the ones before")
        )
        self._write()
