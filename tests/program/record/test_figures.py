"""What a program draws comes to the figures that matplotlib has; what follows was read off matplotlib 3.11."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
import numpy as np
import pytest

from model.program.child import channel
from model.program.child.channel import Drew, Garbled, report_in
from model.program.compiler import compile_source
from model.program.native.plots import Drawn, Handle
from model.program.record.drawing import figures
from model.program.record.figures import ARTISTS, AXES, NUMBERS, Artist, Axes, Figure, Scale, Shade, numbers
from model.program.record.recording import Recording
from model.program.source import read_source

pytestmark = pytest.mark.filterwarnings("ignore")
MESH = "x, y = np.linspace(-2, 2, 41), np.linspace(-1, 3, 31); X, Y = np.meshgrid(x, y)\n"
VALLEY = f"{MESH}Z = (1 - X)**2 + 100*(Y - X**2)**2\n"
HILL = f"{MESH}Z = np.exp(-X**2 - Y**2)\n"


def drawn(text: str) -> list[Figure]:
    """Return what a program has drawn, as it comes out of the pipe."""
    recording = Recording(compile_source(read_source(f"import numpy as np, matplotlib.pyplot as plt\n{text}\n")))
    recording.run()
    assert recording.machine.error is None, recording.machine.error
    found = figures(recording.machine.plots.drawn, 100)
    return [msgspec.msgpack.decode(msgspec.msgpack.encode(figure), type=Figure) for figure in found]


def axes(text: str) -> Axes:
    return drawn(text)[-1].axes[-1]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("plt.plot([5])", (-0.055, 0.055, 4.725, 5.275)),
        ("plt.plot(np.linspace(0, 10, 50), np.linspace(0, 10, 50)**2)", (-0.5, 10.5, -5, 105)),
        ("plt.plot([0, 1], [np.nan, 3]); plt.plot([2, 3], [1, np.inf])", (0.95, 2.05, 0.9, 3.1)),
        ("plt.bar(['a', 'b', 'c'], [3, 1, 2])", (-0.54, 2.54, 0, 3.15)),
        ("plt.bar([1, 2], [3, 4], yerr=[.5, .5]); plt.bar([1, 2], [1, 1], bottom=[3, 4])", (0.51, 2.49, 0, 5.25)),
        ("plt.barh(['x', 'y'], [3, -4])", (-4.35, 3.35, -0.49, 1.49)),
        ("plt.hist([1, 2, 2, 3, 7])", (0.7, 7.3, 0, 2.1)),
        ("plt.hist([1, 2, 2, 3, 7], bins=5, density=True)", (0.7, 7.3, 0, 0.525)),
        ("plt.hist([[1, 2, 3], [2, 2, 3]], bins=3)", (0.9733, 3.0267, 0, 2.1)),
        ("plt.imshow(np.eye(3, 4)); plt.plot([0, 1], [1, 2])", (-0.5, 3.5, 2.5, -0.5)),
        ("plt.imshow(np.eye(3, 4), extent=[-2, 2, -1, 3], origin='lower')", (-2, 2, -1, 3)),
        ("plt.plot([1, 2, 3]); plt.ylim(bottom=0); plt.plot([9, 9])", (-0.1, 2.1, 0, 3.1)),
        ("plt.plot([1, 2, 3]); plt.xlim((3, 1)); plt.gca().invert_yaxis()", (3, 1, 3.1, 0.9)),
        ("plt.plot([1, 2]); plt.axis([0, 3, 0, 10])", (0, 3, 0, 10)),
        ("plt.loglog([1, 10, 100], [1, 100, 1000])", (0.7943, 125.8925, 0.7079, 1412.5375)),
        ("plt.semilogy([1e-3, 0, 100]); plt.axhline(1e4)", (-0.1, 2.1, 4.467e-4, 2.2387e4)),
        ("plt.axvspan(1, 3); plt.text(10, 10, 'outside')", (0.9, 3.1, 0, 1)),
        ("plt.plot([0, 0], [0, 1]); plt.vlines([1, 2], 0, 3); plt.stem([1, 2, 3])", (-0.1, 2.1, -0.15, 3.15)),
        (
            "plt.fill_between([0, 1], [0, .5], [1, 2]); plt.errorbar([0, 1], [1, 2], yerr=.1)",
            (-0.05, 1.05, -0.105, 2.205),
        ),
        (f"{VALLEY}plt.contour(X, Y, Z); plt.plot([0, 1], [0, 1])", (-2, 2, -1, 3)),
        (f"{VALLEY}plt.pcolormesh(X, Y, Z)", (-2.05, 2.05, -1.0667, 3.0667)),
        ("a, b = plt.subplots(1, 2, sharey=True)[1]; a.plot([0, 9]); b.plot([1, 2])", (-0.05, 1.05, -0.45, 9.45)),
        ("plt.plot([0, 1]); plt.margins(0); plt.plot([2, 3], [2, 2])", (0, 3, 0, 2)),
        ("plt.scatter([0, 1], [1, 2]); plt.cla(); plt.plot([4, 5])", (-0.05, 1.05, 3.95, 5.05)),
    ],
)
def test_the_limits_of_a_plot(text: str, limits: tuple[float, ...]) -> None:
    found = axes(text)
    assert (found.x.low, found.x.high, found.y.low, found.y.high) == pytest.approx(limits, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        (
            "plt.plot([1], 'r--o'); plt.plot([1], 'k.'); plt.plot([1], 'C1'); plt.plot([1])",
            "red-dash-o black--. C1-solid- C0-solid-",
        ),
        ("plt.plot([1], ':', c='tab:red'); plt.plot([1], 'g^', ls='-.')", "red-dot- green-dashdot-^"),
        ("plt.plot([1], c=plt.cm.viridis(.25)); plt.plot([1], c=plt.cm.jet(3)[:3])", "viridis(0.25)-solid- C0-solid-"),
        ("plt.plot([1], color=(1, .5, 0)); plt.plot([1], color='.5')", "#ff8000-solid- #808080-solid-"),
        (
            "plt.plot([1]); plt.plot([2], 'k'); plt.plot([3]); plt.errorbar([0], [1], fmt='s')",
            "C0-solid- black-solid- C1-solid- C2--s",
        ),
        ("plt.plot(np.ones((4, 3))); plt.axhline(0)", "C0-solid- C1-solid- C2-solid- C0-solid-"),
        (
            "plt.plot([1]); plt.scatter([1], [1]); plt.bar([1], [1]); plt.fill_between([0, 1], 1)",
            "C0-solid-o C1-solid- C2-solid- C0-solid-",
        ),
        ("plt.hist([1, 2]); plt.plot([1])", "C0-solid- C1-solid-"),
        ("l, = plt.plot([1]); l.set_color('g'); plt.plot([1], ls='none', marker='x', zorder=1)", "C1--x green-solid-"),
        ("plt.bar([1, 2], [3, 4], color=['r', '0.5'])", "red-solid-"),
    ],
)
def test_colours_dashes_and_marks_in_the_order_in_which_they_are_drawn(text: str, looks: str) -> None:
    assert " ".join(f"{one.colours[0]}-{one.dash}-{one.marker}" for one in axes(text).artists) == looks


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (f"{VALLEY}plt.contour(X, Y, Z, levels=20)", np.arange(0, 2551, 150)),
        (f"{HILL}plt.contourf(X, Y, Z)", np.arange(8) * 0.15),
        (f"{MESH}plt.contour(np.sin(X) * Y, 5)", np.arange(-3, 4)),
        (f"{MESH}plt.contourf(np.sin(X) * Y, levels=3)", [-3, -1.5, 0, 1.5, 3]),
        (f"{HILL}plt.contour(X, Y, Z, [.1, .5])", [0.1, 0.5]),
        (f"{HILL}plt.contour(X, Y, Z, [np.inf, .1, np.nan])", [0.1]),
    ],
)
def test_the_levels_of_contours(text: str, levels: Any) -> None:
    (artist,) = axes(text).artists
    assert numbers(artist.sizes) == pytest.approx(np.array(levels), abs=1e-9)


def places(text: str) -> list[tuple[str, list[tuple[float, ...]]]]:
    return [(each.title, [tuple(np.round(one.place, 3)) for one in each.axes]) for each in drawn(text)]


def test_where_the_plots_of_a_figure_are() -> None:
    text = "plt.subplot(2, 1, 1); plt.plot([1]); plt.subplot(224); plt.plot([1]); plt.suptitle('S')"
    assert places(text) == [("S", [(0, 0, 1, 0.5), (0.5, 0.5, 0.5, 0.5)])]


def titles(text: str) -> list[list[str]]:
    return [[one.title for one in figure.axes] for figure in drawn(text)]


def test_pyplot_goes_on_in_the_current_plot_and_show_ends_its_figure() -> None:
    again = "plt.subplot(2, 1, 1); plt.plot([1]); plt.subplot(212); plt.plot([1]); plt.subplot(211); plt.title('again')"
    assert titles(again) == [["again", ""]]
    assert titles("f, axs = plt.subplots(2, 2)\nfor a in axs.flat: a.plot([1])\nplt.title('last')") == [
        ["", "", "", "last"]
    ]
    assert titles("plt.plot([1]); plt.show(); plt.title('next'); plt.plot([1])") == [[""], ["next"]]
    assert titles("plt.ion()\nfor k in range(3):\n    plt.cla(); plt.plot([k]); plt.title(str(k)); plt.show()") == [
        ["2"]
    ]
    assert titles("plt.figure(1); plt.plot([1]); plt.figure(2); plt.plot([1]); plt.figure(1); plt.title('one')") == [
        ["one"],
        [""],
    ]
    assert titles("plt.figure(); plt.plot([1]); plt.clf(); plt.figure(); plt.figure(); plt.plot([1])") == [[""]]
    assert titles("plt.plot([1]); plt.title('a'); plt.close(); plt.plot([1]); plt.title('b')") == [["a"], ["b"]]
    assert titles("plt.figure(); plt.title('nothing in it'); print(1)") == []


def test_plots_in_rows_and_columns_are_the_ones_that_are_named() -> None:
    text = "f, axs = plt.subplots(2, 2)\nfor a in axs.ravel(): a.plot([1])\n"
    text += "axs[1][0].set_title('c'); axs[0, 1].set_title('b'); axs[1][1].set(title='d', xlabel='$x$')"
    assert titles(text) == [["", "b", "c", "d"]]
    assert titles("f, axs = plt.subplots(1, 2, squeeze=False); axs[0][1].plot([1]); axs[0, 1].set_title('b')") == [
        ["", "b"]
    ]
    assert titles("f, a = plt.subplots(); a.plot([1]); a.set_title('a'); f.suptitle('f')") == [["a"]]


def test_a_line_shows_the_data_that_it_was_given_last() -> None:
    (line,) = axes("line, = plt.plot([1, 2], label='f'); line.set_data([0, 3], [5, 6]); line.set_label('g')").artists
    assert (numbers(line.x).tolist(), numbers(line.y).tolist(), line.label) == ([0, 3], [5, 6], "g")


@pytest.mark.parametrize(
    ("call", "labels"),
    [("()", ["a", "_", ""]), ("(['p', 'q'])", ["p", "q", ""]), ("(handles=[one], labels=['z'])", ["z", "", ""])],
)
def test_the_legend_names_what_has_a_label(call: str, labels: list[str]) -> None:
    text = f"one, = plt.plot([1], label='a'); plt.plot([2], 'r', label='_no'); plt.plot([3]); plt.legend{call}"
    assert [one.label for one in axes(text).artists] == [label.replace("_", "") for label in labels]
    assert axes(text).legend


def test_names_on_an_axis_are_its_ticks() -> None:
    x = axes("plt.bar(['猫', '狗'], [1, 2])").x
    assert (x.ticks, x.texts) == ((0, 1), ("猫", "狗"))
    x = axes("plt.plot([1, 2]); plt.xticks([0, 1], ['a', 'b'])").x
    assert (x.ticks, x.texts) == ((0, 1), ("a", "b"))
    assert axes("plt.plot([1, 2]); plt.xticks([])").x.ticks == ()


def test_an_image_begins_above_unless_its_origin_is_below() -> None:
    (above,) = axes("plt.imshow([[1, 2, 3], [4, 5, 6]])").artists
    (below,) = axes("plt.imshow([[1, 2, 3], [4, 5, 6]], origin='lower', extent=[0, 3, 0, 2])").artists
    assert (above.shape, numbers(above.z)[0], numbers(above.y).tolist()) == ((2, 3, 1), 1, [-0.5, 1.5])
    assert numbers(below.y).tolist() == [0, 2]
    (colours,) = axes("plt.imshow(np.full((2, 2, 3), 255, dtype=np.uint8))").artists
    assert (colours.shape, set(numbers(colours.z))) == ((2, 2, 3), {1.0})


def test_what_is_not_drawn_is_counted_and_the_rest_is_there() -> None:
    text = "plt.plot([1, 2]); plt.quiver([0], [0], [1], [1]); plt.plot([1], [1, 2]); plt.yscale('symlog')\n"
    text += "plt.plot([1], 'zz')"
    (figure,) = drawn(text)
    assert dict(figure.left_out) == {"quiver": 1, "plot": 2, "yscale": 1}
    assert len(figure.axes[0].artists) == 1


def test_a_long_line_keeps_its_peaks_and_many_alike_are_one() -> None:
    text = "y = np.zeros(1_000_000); y[123_456] = 9; y[654_321] = -9; plt.plot(y); plt.scatter(y[:9], y[:9])"
    (figure,) = drawn(text)
    points, line = figure.axes[0].artists
    assert figure.every > 1
    assert sum(one.count for one in figure.axes[0].artists) <= NUMBERS
    assert (numbers(line.y).min(), numbers(line.y).max()) == (-9, 9)
    assert len(numbers(points.x)) == 9
    (figure,) = drawn("for k in range(250): plt.plot(k, k, 'r.')\nfor k in range(150): plt.text(k, k, k)")
    assert [one.kind for one in figure.axes[0].artists] == ["line"] + ["text"] * (ARTISTS - 1)
    assert figure.left_out == (("plot", 51),)
    (figure,) = drawn("plt.imshow(np.ones((1500, 1500)))")
    assert figure.axes[0].artists[0].count <= NUMBERS


def test_points_with_values_for_colours_are_thinned_with_them() -> None:
    (one,) = axes("r = np.linspace(0, 1, 1_300_000)\nplt.scatter(r, r, c=r)").artists
    assert len(one.x) == len(one.z) < 8 * 1_300_000


def test_a_surface_is_an_image_of_its_heights() -> None:
    text = f"{HILL}ax = plt.figure().add_subplot(111, projection='3d'); ax.plot_surface(X, Y, Z); ax.set_zlabel('h')"
    (image,) = axes(text).artists
    assert image.shade == Shade("viridis", pytest.approx(0, abs=1e-3), pytest.approx(1, abs=0.02), bar=True, label="h")


def test_whatever_matplotlib_is_given_there_is_an_answer_that_passes() -> None:
    random, names = Random(7), "plot scatter bar hist imshow contour pcolormesh fill_between errorbar step subplot xlim"
    odd: list[Any] = [
        None,
        -1,
        2,
        1e99,
        1e-300,
        float("nan"),
        "",
        "red",
        "log",
        "a" * 2_000,
        "\ud800",
        (None, 1),
        {"a": 1},
    ]
    odd += [np.arange(3), np.ones((4, 4)), np.full(3, np.nan), np.array(["a", "b"]), np.zeros((0, 3)), np.array(5.0)]
    odd += [np.zeros((2, 2, 3)), np.array([1e300, 1]), (np.arange(3), np.arange(2)), Handle(1), Handle(2, (), (7,))]
    names += " xscale xticks set_xticklabels text annotate colorbar legend set_data twinx axis axvspan subplots figure"
    options = "label c s alpha cmap vmin extent origin aspect levels yerr width align figsize xytext arrowprops sharey"
    count = 0
    for _ in range(1_000):
        calls: list[Drawn] = []
        for number in range(random.randrange(1, 12)):
            named = {random.choice(options.split()): random.choice(odd) for _ in range(random.choice([0, 0, 1, 2]))}
            given = tuple(random.choice(odd) for _ in range(random.randrange(4)))
            target = random.choice([0, 0, random.randrange(number + 1)])
            calls.append(Drawn(target, random.choice([(), (0,), (9,)]), random.choice(names.split()), given, named))
        for figure in figures(calls, 100):
            count += 1
            assert isinstance(report_in(msgspec.msgpack.encode(Drew(figure))), Drew)
    assert count > 100


LINE: dict[str, Any] = {"kind": "line", "x": bytes(16), "y": bytes(16)}


@pytest.mark.parametrize(
    "change",
    [
        {"y": bytes(8)},
        {"x": bytes(15), "y": bytes(15)},
        {"x": np.array([np.inf, 1]).tobytes()},
        {"width": float("nan")},
        {"width": 1e9},
        {"alpha": 2.0},
        {"label": "x" * 501},
        {"colours": ("<b>",)},
        {"colours": ()},
        {"dash": "wave"},
        {"kind": "sound"},
        {"kind": "points", "sizes": bytes(24)},
        {"kind": "points", "sizes": bytes(8), "z": bytes(16)},
        {"kind": "points", "sizes": bytes(8), "colours": ("C0",) * 3},
        {"kind": "bars", "x": bytes(24), "y": bytes(24)},
        {"kind": "area", "z": bytes(8)},
        {"kind": "text", "x": bytes(24), "y": bytes(24)},
        {"kind": "rule"},
        {"kind": "image", "z": bytes(32), "shape": (2, 3, 1), "shade": {"name": "", "low": 0.0, "high": 1.0}},
        {"kind": "image", "z": bytes(32), "shape": (2, 2, 1)},
        {"kind": "levels", "z": bytes(32), "shape": (-2, -2, 1), "shade": {"name": "", "low": 0.0, "high": 1.0}},
    ],
)
def test_an_artist_that_does_not_fit_together_is_no_report(change: dict[str, Any]) -> None:
    def data(artist: dict[str, Any]) -> bytes:
        scale = {"low": 0.0, "high": 1.0}
        axes = {"place": (0.0, 0.0, 1.0, 1.0), "x": scale, "y": scale, "artists": [artist]}
        return msgspec.msgpack.encode({"type": "Drew", "figure": {"axes": [axes]}})

    assert isinstance(report_in(data(LINE)), Drew)
    with pytest.raises(Garbled):
        report_in(data({**LINE, **change}))


def test_a_figure_has_no_more_than_it_may() -> None:
    line, scale = Artist(**LINE), Scale(0.0, 1.0)
    one = Axes((0.0, 0.0, 1.0, 1.0), scale, scale, (line,))
    assert channel.report_in(msgspec.msgpack.encode(Drew(Figure((one,) * AXES)))) is not None
    long = Artist("line", bytes(8 * NUMBERS // 2), bytes(8 * NUMBERS // 2))
    makers: list[Any] = [
        lambda: Figure((one,) * (AXES + 1)),
        lambda: Figure((Axes((0.0, 0.0, 1.0, 1.0), scale, scale, (long,)),)),
        lambda: Figure((), size=(0.0, 1.0)),
        lambda: Axes((0.0, 0.0, 1.0, 1.0), scale, scale, (line,) * (ARTISTS + 1)),
        lambda: Axes((0.0, 0.0, 0.0, 1.0), scale, scale, ()),
        lambda: Scale(1.0, 1.0),
        lambda: Scale(0.0, 1.0, logarithmic=True),
        lambda: Scale(0.0, 1.0, ticks=(1.0,), texts=("a", "b")),
        lambda: Scale(0.0, 1e101),
    ]
    for make in makers:
        with pytest.raises(ValueError, match=r"^$"):
            make()


@pytest.mark.parametrize(("rows", "columns"), [(10, 10), (60, 60), (12, 1)])
def test_of_many_plots_those_are_shown_in_which_something_is_drawn(rows: int, columns: int) -> None:
    text = f"plots = plt.subplots({rows}, {columns})[1]\nplots.ravel()[-1].plot([1, 2])\nplots.ravel()[0].plot([1, 2])"
    (figure,) = drawn(text)
    places = [one.place for one in figure.axes if one.artists]
    assert (0, 0, 1 / columns, 1 / rows) in places
    assert ((columns - 1) / columns, (rows - 1) / rows, 1 / columns, 1 / rows) in places
    assert len(figure.axes) == min(rows * columns, AXES)
