"""A picture of a portfolio: how many companies have each light."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_LIGHTS = {
    "red": ("act now", "#c4314b"),
    "amber": ("at risk", "#d18700"),
    "grey": ("not judged", "#8a8886"),
    "green": ("safe", "#498205"),
    "": ("nothing held", "#c8c6c4"),
}
_WIDTH, _LINE, _LEFT, _RIGHT = 640, 30, 150, 70


class Chart:
    """A notebook shows it as it is."""

    def __init__(self, counts: dict[str, int]):
        self.counts = counts

    def _repr_svg_(self) -> str:
        most = max([1, *self.counts.values()])
        lines = []
        for place, (light, (words, colour)) in enumerate(_LIGHTS.items()):
            count, top = self.counts.get(light, 0), place * _LINE + 8
            wide = (_WIDTH - _LEFT - _RIGHT) * count / most
            lines.append(
                f'<text x="{_LEFT - 10}" y="{top + 15}" text-anchor="end">{escape(words)}</text>'
                f'<rect x="{_LEFT}" y="{top}" width="{wide:.1f}" height="20" fill="{colour}"/>'
                f'<text x="{_LEFT + wide + 8:.1f}" y="{top + 15}">{count}</text>'
            )
        said = ", ".join(
            f"{words}: {self.counts.get(light, 0)}" for light, (words, _) in _LIGHTS.items()
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{len(_LIGHTS) * _LINE + 10}" '
            f'font-family="sans-serif" font-size="14" role="img" aria-label="Companies by light: {escape(said)}">'
            + "".join(lines)
            + "</svg>"
        )


def chart(portfolio: DataFrame) -> Chart:
    """Companies by light, of the table `portfolio`."""
    return Chart(
        {row["light"] or "": row["count"] for row in portfolio.groupBy("light").count().collect()}
    )
