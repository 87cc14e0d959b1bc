"""Further base images: other Debian releases, each with an apt repository of its own, for the same channel."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import apt_repository
import base_image
from steps import Step
from world import World


def steps(suites: Sequence[str]) -> list[Step]:
    """What makes `offline/debian:SUITE` and `www/apt-SUITE` for each of these releases."""
    return [of_suite(step, suite) for suite in suites for step in (base_image.STEP, apt_repository.STEP)]


def of_suite(step: Step, suite: str) -> Step:
    """The same step for another release."""

    def there(world: World) -> World:
        return dataclasses.replace(world, suite=suite, apt_folder=f"apt-{suite}")

    return Step(
        name=f"{step.name} of {suite}",
        make=lambda world: step.make(there(world)),
        exists=lambda world: step.exists(there(world)),
        scripts=step.scripts,
        parameters=lambda world: step.parameters(there(world)),
        needs=tuple(f"{need} of {suite}" for need in step.needs),
    )
