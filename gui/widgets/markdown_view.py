"""A page of Markdown, in the colours and the text size of the theme."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import (
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from gui.look.theme import theme
from gui.widgets.parts import fixed_font, px

_HEADINGS = {1: 20, 2: 15, 3: 13}
_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
_FONT_SIZE = QTextFormat.Property.FontPixelSize


class MarkdownView(QTextBrowser):
    """Shows Markdown; a link is not followed, but given by ``anchorClicked``. What is sought can be marked in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self._markdown = ""
        self._sought = ""
        theme.changed.connect(self._show)

    def set_markdown(self, text: str) -> None:
        """Show a text from its top."""
        self._markdown = text
        self._show()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def mark(self, sought: str) -> None:
        """Mark each place where ``sought`` stands, capital or small."""
        self._sought = sought
        shown: list[QTextEdit.ExtraSelection] = []
        at = self.document().find(sought) if sought else QTextCursor()
        while not at.isNull():
            selection = QTextEdit.ExtraSelection()
            selection.cursor = at  # pyright: ignore[reportAttributeAccessIssue] -- missing from PySide's stubs
            selection.format.setBackground(QColor(theme.tokens.lit))  # pyright: ignore[reportAttributeAccessIssue]
            shown.append(selection)
            at = self.document().find(sought, at)
        self.setExtraSelections(shown)

    @Slot()
    def _show(self) -> None:
        scrolled = self.verticalScrollBar().value()
        document = self.document()
        document.setMarkdown(self._markdown, _DIALECT)
        document.setDocumentMargin(px(16))
        together = QTextCursor(document)
        together.beginEditBlock()  # a table would be laid out anew after every change
        block = document.begin()
        while block.isValid():
            _style_block(block)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            _style_table(frame)
        together.endEditBlock()
        self.mark(self._sought)
        self.verticalScrollBar().setValue(scrolled)


def _style_block(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    form = QTextBlockFormat(block.blockFormat())
    level = form.headingLevel()
    if level:
        form.setTopMargin(px(4 if level == 1 else 16))
        form.setBottomMargin(px(6))
    elif form.hasProperty(QTextFormat.Property.BlockCodeFence):
        form.setBackground(QColor(theme.tokens.accent_soft))
        form.setLeftMargin(px(8))
        form.setRightMargin(px(8))
    elif not cursor.currentTable():
        form.setTopMargin(px(0 if block.textList() else 8))
        form.setBottomMargin(px(4 if block.textList() else 8))
        form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.setBlockFormat(form)
    for piece in _pieces(block):
        _style_piece(piece, level)


def _pieces(block: QTextBlock) -> list[QTextCursor]:
    """Return a cursor over each stretch of a block in one format."""
    found: list[QTextCursor] = []
    iterator = block.begin()
    while not iterator.atEnd():
        piece = iterator.fragment()
        cursor = QTextCursor(block)
        cursor.setPosition(piece.position())
        cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
        found.append(cursor)
        iterator += 1
    return found


def _style_piece(piece: QTextCursor, level: int) -> None:
    """Show code in the fixed face, links in the accent, and a heading as large as its level says."""
    form = piece.charFormat()
    if level:
        form.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        form.setProperty(_FONT_SIZE, px(_HEADINGS[level]))
    if form.fontFixedPitch():
        form.setFontFamilies(fixed_font().families())
        form.setProperty(_FONT_SIZE, px(12))
        form.setBackground(QColor(theme.tokens.accent_soft))
    if form.isAnchor():
        form.setForeground(QColor(theme.tokens.accent))
    piece.setCharFormat(form)


def _style_table(frame: QTextFrame) -> None:
    if not isinstance(frame, QTextTable):
        return
    form = frame.format()
    form.setBorder(1)
    form.setBorderCollapse(True)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QColor(theme.tokens.hairline))
    form.setCellPadding(px(5))
    form.setCellSpacing(0)
    form.setTopMargin(px(4))
    form.setBottomMargin(px(12))
    frame.setFormat(form)
