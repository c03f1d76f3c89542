"""Small line charts with two logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Curve", "chart"]

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 110, 50, 50
_COLOURS = ("#0b6e4f", "#888888")


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (x, y), both above zero."""

    name: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


def chart(title: str, curves: Sequence[Curve]) -> str:
    """One picture: powers of ten as grid lines, each curve named at its end."""
    xs = [x for curve in curves for x, _ in curve.points]
    ys = [y for curve in curves for _, y in curve.points]
    across = _Scale(xs, _LEFT, _WIDTH - _RIGHT)
    up = _Scale(ys, _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="28" font-size="15">{escape(title)}</text>',
    ]
    for power in across.powers():
        x = across(power)
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_HEIGHT - _BOTTOM}" stroke="#e0e0e0"/>')
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{power:,.0f}</text>')
    for power in up.powers():
        y = up(power)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#e0e0e0"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{power:g} s</text>')
    for curve, colour in zip(curves, _COLOURS, strict=False):
        placed = [(across(x), up(y)) for x, y in curve.points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        dash = ' stroke-dasharray="6 4"' if curve.dashed else ""
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        if not curve.dashed:
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in placed]
        x, y = placed[-1]
        lift = -8 if curve.dashed else 14
        parts.append(f'<text x="{x + 8:.1f}" y="{y + lift:.1f}" fill="{colour}">{escape(curve.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    """Values on a logarithmic axis, whole powers of ten at both ends, as pixels."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low, self._high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
        self._high = max(self._high, self._low + 1)
        self._start, self._end = start, end

    def powers(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]

    def __call__(self, value: float) -> float:
        return self._start + (math.log10(value) - self._low) / (self._high - self._low) * (self._end - self._start)
