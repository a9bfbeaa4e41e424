"""The columns of `memory`."""

from cnncalc.report.base import Heading

STEP = Heading("step", "Step", "size", 96)
LAYER = Heading("layer", "Layer", "text", 100)
FOR_READERS = (
    Heading("kind", "Kind", "text", 20),
    Heading("output", "Output", "shape", 40),
    Heading("written", "Writes", "level", 60),
    Heading("read", "Reads", "level", 59),
    Heading("waiting", "Waiting", "level", 58),
)
FOR_TRAINING = (
    Heading("kept", "Kept", "level", 65),
    Heading("gradients", "Gradients", "level", 64),
    Heading("weight_gradients", "Of weights", "level", 15),
)
ALIVE = Heading("alive", "Alive", "level", 90, peaks=True)
PEAK = Heading("peak", "", "text", 80)
WAITS = Heading("waits", "What waits", "text", 10)
PASS, LIES_IN = Heading("pass", "Pass", "text", 62), Heading("lies_in", "Lies in", "text", 5)

EVERY = (STEP, LAYER, PASS, *FOR_READERS, *FOR_TRAINING, ALIVE, PEAK, WAITS, LIES_IN)
"""All columns that there are."""
