"""Text to figures: what a report states, each figure with the words that state it.

Pure and synchronous: no network, no model, no I/O once a beat's packs are loaded.
"""

from bot.figures.beat import Beat, Measure, Outlet, Party
from bot.figures.gazetteer import Gazetteer, Place
from bot.figures.model import Figure, Reading, ReportText, Step
from bot.figures.packs import load_beat, pack_problems
from bot.figures.reader import read

__all__ = [
    "Beat",
    "Figure",
    "Gazetteer",
    "Measure",
    "Outlet",
    "Party",
    "Place",
    "Reading",
    "ReportText",
    "Step",
    "load_beat",
    "pack_problems",
    "read",
]
