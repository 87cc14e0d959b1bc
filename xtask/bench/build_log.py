"""What the log of a build says: BuildKit's plain lines, `#7 [stage 2/5] RUN …` and later `#7 DONE 1.2s`."""

from __future__ import annotations

import re
from dataclasses import dataclass

SOLVER, ENVIRONMENT, STORING, OTHER = "solver", "environment", "to store the layers", "all other steps"
# Parts of a build, and how a step of theirs is known, in our Dockerfile and in the lesson's; the first that fits counts.
# What is copied out of a stage belongs to what that stage has made.
PARTS = (
    (STORING, r"^exporting to "),
    (ENVIRONMENT, r"install-packages|rattler|conda env create|COPY .*/opt/env\b|tar .*/opt/env\b"),
    (SOLVER, r"solve-environment"),
    ("system packages", r"apt-get"),
    ("Conda", r"RUN .*mini(?:forge|conda)|RUN conda init|COPY .*/opt/conda\b"),
    ("activation", r"freeze-activation"),
    ("pip", r"pip install"),
    ("user", r"create-user|adduser"),
    ("postBuild", r"RUN (?!chown).*/postBuild"),
)


@dataclass
class Step:
    """A step that ran, with what it says in the Dockerfile."""

    text: str
    seconds: float

    @property
    def part(self) -> str:
        """The part of the build that it belongs to."""
        text = re.sub(r"--mount=\S+", "", self.text)
        return next((part for part, pattern in PARTS if re.search(pattern, text, re.IGNORECASE)), OTHER)


def steps(log: str) -> list[Step]:
    """The steps that took time, in the order of the log.  What BuildKit found in its cache did not run."""
    found: dict[str, Step] = {}
    for number, said in re.findall(r"^#(\d+) (.*)$", log, re.MULTILINE):
        step = found.setdefault(number, Step(said, 0.0))
        if done := re.fullmatch(r"DONE ([\d.]+)s", said):
            step.seconds += float(done[1])
    return [step for step in found.values() if step.seconds]


def seconds_of(log: str, part: str) -> float:
    """How long the steps of a part took, one after the other."""
    return sum(step.seconds for step in steps(log) if step.part == part)


def context_bytes(log: str) -> float:
    """How much a build sent to the engine."""
    sizes = re.findall(r"transferring context: ([\d.]+)([kMG]?)B", log)
    units = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
    # The largest: the log says it several times while it grows.
    return max((float(number) * units[unit] for number, unit in sizes), default=0.0)
