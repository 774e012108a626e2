"""What was done to the tensors, with the effect of each action, or PyTorch's own words where it refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.look.text import translate
from gui.look.theme import theme
from gui.widgets.arranged import column, row_of
from gui.widgets.parts import HeadingLabel, IconButton, fixed_font, icon, plain_label, px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

Index = QModelIndex | QPersistentModelIndex
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
_LONG = re.compile(r"\S{10,}")
_JOINT = re.compile(r"(?<=[_.(=,/])")
_TO_COME = 0.55
_SIDE, _PADDING = 8, 5


class LogEntry(NamedTuple):
    """One action.

    Attributes
    ----------
    action : str
        As it was entered.
    effect : str
        What it changed, a line each: "x.grad: 75 → 150".
    error : str
        PyTorch's own message where it refused.
    explanation : str
        Two plain sentences before the message: what it means, and what to do.
    """

    action: str
    effect: str = ""
    error: str = ""
    explanation: str = ""


class _Entries(QAbstractListModel):
    """The entries, and which one the picture shows."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[LogEntry, ...] = ()
        self.current = -1
        self.done = 0
        """How many are done at the row that the picture shows: what came of the others is not known there."""

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many actions there are."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an entry as text."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            entry = self.entries[index.row()]
            if index.row() >= self.done:
                return entry.action
            return "\n".join(filter(None, (entry.action, entry.effect, entry.explanation, entry.error)))
        return None

    def set_entries(self, entries: tuple[LogEntry, ...]) -> None:
        """Show other entries."""
        old = self.entries
        if entries[: len(old)] == old:
            if len(entries) > len(old):
                self.beginInsertRows(QModelIndex(), len(old), len(entries) - 1)
                self.entries = entries
                self.endInsertRows()
            return
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    """Draws an entry: its number, the action, its effect or the message on a ground of its own."""

    def _parts(self, entry: LogEntry) -> list[tuple[str, QFont, str]]:
        tokens = theme.tokens
        strong, code, plain = fixed_font(12), fixed_font(11), QFont()
        strong.setBold(True)
        plain.setPixelSize(px(12))
        parts = [(entry.action, strong, tokens.text)]
        if entry.effect:
            parts.append((entry.effect, code, tokens.text))
        if entry.explanation:
            parts.append((entry.explanation, plain, tokens.text))
        if entry.error:
            parts.append((entry.error, plain, tokens.error))
        return [(_breakable(text), font, colour) for text, font, colour in parts]

    def _room(self, width: int) -> int:
        return max(width - px(2 * _SIDE + 22), px(60))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return how high an entry is at the width of the view."""
        view = self.parent()
        assert isinstance(view, QListView)
        model = index.model()
        assert isinstance(model, _Entries)
        room = self._room(view.viewport().width())
        height = px(2 * _PADDING)
        for text, font, _colour in self._parts(model.entries[index.row()]):
            height += QFontMetrics(font).boundingRect(QRect(0, 0, room, 10_000), _WRAP, text).height() + px(2)
        return QSize(view.viewport().width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one entry."""
        tokens, model = theme.tokens, index.model()
        assert isinstance(model, _Entries)
        entry, area = model.entries[index.row()], QRect(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        ground = area.adjusted(px(2), 1, -px(2), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        to_come = index.row() >= model.done
        painter.setOpacity(_TO_COME if index.row() > model.current else 1.0)
        painter.setPen(QColor(tokens.accent) if state & QStyle.StateFlag.State_HasFocus else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if entry.error and not to_come:
            painter.setBrush(QColor(tokens.error_soft))
        elif index.row() == model.current:
            painter.setBrush(QColor(tokens.accent_soft))
        painter.drawRoundedRect(ground, px(6), px(6))
        if index.row() == model.current:
            painter.fillRect(area.left(), area.top() + px(4), px(3), area.height() - px(8), QColor(tokens.accent))
        name, colour = ("mdi6.alert", tokens.error) if entry.error else ("mdi6.check", tokens.tangent)
        if to_come:
            name, colour = "mdi6.clock-outline", tokens.muted
        side = px(14)
        icon(name, colour).paint(painter, QRect(area.left() + px(_SIDE), area.top() + px(_PADDING + 1), side, side))
        left, top = area.left() + px(_SIDE + 20), area.top() + px(_PADDING)
        room = self._room(area.width())
        parts = self._parts(entry)
        for text, font, ink in parts[:1] if to_come else parts:  # the room for what is to come is kept
            painter.setFont(font)
            painter.setPen(QColor(ink))
            place = QFontMetrics(font).boundingRect(QRect(left, top, room, 10_000), _WRAP, text)
            painter.drawText(QRect(left, top, room, place.height() + 2), _WRAP, text)
            top += place.height() + px(2)
        painter.restore()


def _breakable(text: str) -> str:
    """Let long words break at their joints, by spaces of no width."""
    return _LONG.sub(lambda found: _JOINT.sub("\u200b", found[0]), text)


class _View(QListView):
    """The list."""

    walked = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk and copy; Escape is the window's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = [index.row() for index in self.selectedIndexes()]
            texts = [str(self.model().index(row, 0).data()) for row in sorted(rows)]
            if texts:
                QGuiApplication.clipboard().setText("\n".join(texts) + "\n")
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            before = self.currentIndex().row()
            super().keyPressEvent(event)
            if self.currentIndex().row() != before:
                self.walked.emit(self.currentIndex().row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the entries to another width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class ActionLog(QWidget):
    """The list of actions, with buttons that take back the last or all.

    Signals
    -------
    chosen(int)
        The hand chose the entry of this index.
    undoRequested(), clearRequested()
        Take back the last action; take back all.
    """

    chosen = Signal(int)
    undoRequested = Signal()
    clearRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = HeadingLabel()
        self.undo_button = IconButton("mdi6.undo-variant", 14, "muted")
        self.clear_button = IconButton("mdi6.delete-outline", 14, "muted")
        self.model = _Entries()
        self.model.setParent(self)
        self.view = _View()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setFrameShape(QListView.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self._empty = plain_label("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self.setFocusProxy(self.view)
        self.view.clicked.connect(self._clicked)
        self.view.walked.connect(self.chosen)
        self.undo_button.clicked.connect(self.undoRequested)
        self.clear_button.clicked.connect(self.clearRequested)
        theme.changed.connect(self._draw)
        self.set_entries(())
        self.set_actions(0)

    def _build(self) -> None:
        head = row_of(0, self.heading, self.undo_button, self.clear_button)
        head.setContentsMargins(px(8), 0, 0, 0)
        head.setStretch(0, 1)
        layout = column(self, 0, head, self.view, self._empty)
        layout.setStretch(1, 1)
        layout.setStretch(2, 1)

    def set_entries(self, entries: Sequence[LogEntry]) -> None:
        """Show the actions, the newest in view."""
        grew = len(entries) > len(self.model.entries)
        self.model.set_entries(tuple(entries))
        self.view.setVisible(bool(entries))
        self._empty.setVisible(not entries)
        if grew:
            self.view.scrollToBottom()

    def set_actions(self, count: int) -> None:
        """Let so many actions be taken back."""
        for button in (self.undo_button, self.clear_button):
            button.setEnabled(count > 0)

    def set_current(self, index: int, done: int) -> None:
        """Mark the entry that the picture shows, −1 for none; what came of it is shown if it is among those done."""
        if done != self.model.done:
            self.model.done = done
            self.view.viewport().update()
        if index != self.model.current:
            self.model.current = index
            self.view.scrollTo(self.model.index(max(index, 0), 0))
            self.view.viewport().update()
            if 0 <= index < len(self.model.entries):
                self.view.scrollTo(self.model.index(index, 0))

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())

    @Slot()
    def _draw(self) -> None:
        self.view.scheduleDelayedItemsLayout()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.heading.setText(translate("action_log", "Actions"))
        self.view.setAccessibleName(translate("action_log", "Actions and their effects"))
        self._empty.setText(translate("action_log", "Press an action or type a command: its effect is shown here."))
        self.undo_button.set_texts(translate("action_log", "Take back the last action"))
        self.clear_button.set_texts(translate("action_log", "Take back all actions"))
