"""Runs the steps in order and leaves out those whose inputs have not changed since last time.

A step that was completed leaves a stamp: the hash of its scripts, of its parameters and of the stamps of the
steps it needs.  A step is up to date when the stamp is still the same and its results still exist.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable

from world import HERE, Failure, World, read_summary, write_atomically


@dataclass(frozen=True)
class Step:
    """One part of the world: how it is made, and what would make it out of date."""

    name: str
    make: Callable[[World], None]
    exists: Callable[[World], bool]
    scripts: tuple[str, ...]
    parameters: Callable[[World], object] = lambda world: None
    needs: tuple[str, ...] = ()


class Progress:
    """Brings the steps of one world up to date."""

    def __init__(self, world: World, quiet: bool = False) -> None:
        self.world = world
        self.quiet = quiet
        self.stamps: dict[str, str] = {}

    def bring_up_to_date(self, step: Step, later: Sequence[Step] = ()) -> None:
        """Makes one step if it is not up to date; `later` are the steps that may depend on it."""
        stamp = self.stamps[step.name] = self._stamp(step)
        stamp_file = self._stamp_file(step)
        if stamp_file.exists() and stamp_file.read_text() == stamp and step.exists(self.world):
            return
        self._invalidate(step, later)
        self._report(f"offline-world: {step.name} ... ", end="")
        start = time.monotonic()
        try:
            step.make(self.world)
        except Failure as failure:
            self._give_up(step, str(failure))
        except Exception as error:  # A bug or a full disk: the traceback is for the log, the sentence for the user.
            with open(self.world.log, "a") as log:
                traceback.print_exc(file=log)
            self._give_up(step, f"{type(error).__name__}: {error}")
        write_atomically(stamp_file, stamp.encode())
        self._report(f"{time.monotonic() - start:.1f} s")

    def recipe(self) -> str:
        """One hash for the whole world, the same as long as nothing has to be made anew."""
        return digest(self.stamps)

    def _stamp(self, step: Step) -> str:
        scripts = {name: hashlib.sha256((HERE / name).read_bytes()).hexdigest() for name in step.scripts}
        needs = {name: self.stamps[name] for name in step.needs}
        return digest([scripts, needs, step.parameters(self.world)])

    def _stamp_file(self, step: Step):
        return self.world.out / "stamps" / step.name.replace(" ", "-")

    def _invalidate(self, step: Step, later: Sequence[Step]) -> None:
        """Removes the stamps of the step and of all that depend on it.

        The same inputs can give another result, for instance when an index offers newer packages by now.
        What was made of the old result must not count as done, even if this run is interrupted.
        """
        self._outdate_summary()
        outdated = {step.name}
        self._stamp_file(step).unlink(missing_ok=True)
        for dependent in later:
            if outdated.intersection(dependent.needs):
                outdated.add(dependent.name)
                self._stamp_file(dependent).unlink(missing_ok=True)

    def _give_up(self, step: Step, reason: str) -> None:
        self._report("failed")
        raise Failure(
            f"the step `{step.name}` failed: {reason}; see {self.world.log}, mend that and run the command again"
        )

    def _outdate_summary(self) -> None:
        """Takes the stamp out of world.json: if this run is interrupted, the world is half an old and half a new one."""
        summary = read_summary(self.world.summary)
        if summary.pop("stamp", None) is not None:
            write_atomically(self.world.summary, (json.dumps(summary, indent=2) + "\n").encode())

    def _report(self, text: str, end: str = "\n") -> None:
        if not self.quiet:
            print(text, end=end, file=sys.stderr, flush=True)


def digest(value: object) -> str:
    """The hash of a value made of lists, dictionaries and strings."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
