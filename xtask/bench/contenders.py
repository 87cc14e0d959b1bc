"""Those whose images are measured.  Each has a project of its own with the same Conda files, and builds it in its way."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from place import Done, Failure, Place

FOLDERS = ("bin", "data", "doc", "notebooks", "results", "src")


class Project:
    """A folder with Conda files, which a row edits."""

    name: str

    def __init__(self, place: Place) -> None:
        self.place = place
        self.root = place.folder / self.name
        self.image = f"bench-{self.name}"
        self.root.mkdir()
        for folder in FOLDERS:
            (self.root / folder).mkdir()
        for file in ("environment.yml", "requirements.txt", "postBuild"):
            shutil.copy(place.repository / file, self.root)
        place.images.add(self.image)

    def begin(self) -> None:
        """Does what is committed before anybody builds a clone."""

    def build(self, *flags: str) -> Done:
        """Builds the image."""
        raise NotImplementedError(self.name)

    def docker_arguments(self, *words: str) -> list[str]:
        """How arguments of `docker image build` are passed to [`build`], after its other flags."""
        return list(words)

    def apt(self, package: str) -> None:
        """Asks for a package of the operating system."""
        raise NotImplementedError(self.name)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replaces a text in a file that has it."""
        path = self.root / file
        text = path.read_text()
        if old not in text:
            raise SystemExit(f"bench: {path} has no {old!r}")
        path.write_text(text.replace(old, new, 1))


class Ours(Project):
    """This tool, as its user calls it."""

    name = "ours"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        for part in ("template", "docker"):
            shutil.copytree(place.repository / part, self.root / part)
        self.settings("")

    def settings(self, lines: str) -> None:
        """Writes Cargo.toml."""
        table = f'[workspace.metadata.docker]\nimage = "{self.image}"\nport = 18888\n'
        (self.root / "Cargo.toml").write_text(table + lines)

    def apt(self, package: str) -> None:
        self.settings(f'apt = ["{package}"]\n')

    def xtask(self, *words: object, may_fail: bool = False) -> Done:
        """Runs the tool; what it is told of mirrors is the offline world alone."""
        mirrors = ("CONDA_CHANNEL_ALIAS", "CONDA_PKGS_DIRS", "PIP_INDEX_URL", "PIP_CACHE_DIR")
        command = [self.place.xtask, "--project", self.root, "--offline", *words]
        return self.place.run(command, cwd=Path("/"), drop=mirrors, may_fail=may_fail)

    def build(self, *flags: str) -> Done:
        return self.xtask("docker-build", *flags)

    def docker_arguments(self, *words: str) -> list[str]:
        return ["--", *words]


class Locked(Ours):
    """The same with a lock, which its user makes anew where an edit needs it; that counts as part of the build."""

    name = "locked"

    def begin(self) -> None:
        self.seconds_to_lock = self.xtask("lock").seconds

    def build(self, *flags: str) -> Done:
        checked = self.xtask("lock", "--check", may_fail=True)
        locked = 0.0 if checked.code == 0 else self.xtask("lock").seconds
        built = super().build(*flags)
        return replace(built, seconds=locked + built.seconds)


# The lesson's Dockerfile, with what it needs to build at all today: a base image and an installer that exist, addresses of
# mirrors, the packages that its commands come from, a program that downloads and is to be had, and no channel that is closed.
LESSON = r"""ARG BASE_IMAGE
FROM ${BASE_IMAGE}
SHELL [ "/bin/bash", "--login", "-c" ]
ARG APT_SOURCES
RUN echo "$APT_SOURCES" > /etc/apt/sources.list && apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends adduser ca-certificates curl
ARG username=al-khawarizmi
ARG uid=1000
ARG gid=100
ENV USER $username
ENV UID $uid
ENV GID $gid
ENV HOME /home/$USER
RUN adduser --disabled-password --gecos "Non-root user" --uid $UID --gid $GID --home $HOME $USER
COPY environment.yml requirements.txt /tmp/
RUN chown $UID:$GID /tmp/environment.yml /tmp/requirements.txt
COPY postBuild /usr/local/bin/postBuild.sh
RUN chown $UID:$GID /usr/local/bin/postBuild.sh && chmod u+x /usr/local/bin/postBuild.sh
COPY docker/entrypoint.sh /usr/local/bin/
RUN chown $UID:$GID /usr/local/bin/entrypoint.sh && chmod u+x /usr/local/bin/entrypoint.sh
USER $USER
ARG MINIFORGE_URL
ENV CONDA_DIR $HOME/miniconda3
RUN curl --silent --output ~/miniconda.sh $MINIFORGE_URL && chmod +x ~/miniconda.sh && \
    ~/miniconda.sh -b -p $CONDA_DIR && rm ~/miniconda.sh
ENV PATH=$CONDA_DIR/bin:$PATH
RUN echo ". $CONDA_DIR/etc/profile.d/conda.sh" >> ~/.profile
RUN conda init bash
ENV PROJECT_DIR $HOME/app
RUN mkdir $PROJECT_DIR
WORKDIR $PROJECT_DIR
ARG CONDA_CHANNEL_ALIAS
ARG PIP_INDEX_URL
ENV ENV_PREFIX $PROJECT_DIR/env
RUN . ~/.profile && conda update --yes --name base conda && \
    conda env create --prefix $ENV_PREFIX --file /tmp/environment.yml && conda clean --all --yes
RUN . ~/.profile && conda activate $ENV_PREFIX && /usr/local/bin/postBuild.sh && conda deactivate
ENTRYPOINT [ "/usr/local/bin/entrypoint.sh" ]
CMD [ "jupyter", "lab", "--no-browser", "--ip", "0.0.0.0" ]
"""

ENTRYPOINT = '#!/bin/bash --login\nset -e\n. ~/.profile\nconda activate $ENV_PREFIX\nexec "$@"\n'


class Lesson(Project):
    """The lesson's recipe, by the docker commands that it shows."""

    name = "lesson"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        (self.root / "docker").mkdir()
        (self.root / "docker/Dockerfile").write_text(LESSON)
        (self.root / "docker/entrypoint.sh").write_text(ENTRYPOINT)
        # Its pip section names the file from where it lies in the image.
        self.edit("environment.yml", "-r requirements.txt", "-r /tmp/requirements.txt")

    def apt(self, package: str) -> None:
        # As its reader would: in the Dockerfile.
        self.edit("docker/Dockerfile", "ca-certificates", f"ca-certificates {package}")

    def build(self, *flags: str) -> Done:
        # With the addresses of the offline world.
        about, server = self.place.about, self.place.server
        arguments = {
            "BASE_IMAGE": about["base_image"],
            "APT_SOURCES": f"deb [trusted=yes] {server}/apt ./",
            "MINIFORGE_URL": f"{server}/{about['installer']}",
            "CONDA_CHANNEL_ALIAS": server,
            "PIP_INDEX_URL": f"{server}/simple/",
            "username": "jane",
        }
        words = [word for name, value in arguments.items() for word in ("--build-arg", f"{name}={value}")]
        file = ("--file", "docker/Dockerfile", "--tag", self.image)
        command = ["docker", "image", "build", "--progress", "plain", "--network", "host", *words, *flags, *file, "."]
        try:
            return self.place.run(command, cwd=self.root)
        except Failure as failure:
            # Conda's Python has crashed once, when all was done; that is no fault of the recipe's.
            if "exit code: 139" not in str(failure):
                raise
        self.place.note("the lesson: Conda crashed; its figure is of a second try, which finds the steps before that")
        return self.place.run(command, cwd=self.root)


def context_bytes(done: Done) -> float:
    """How much a build sent to the engine, by its log."""
    sizes = re.findall(r"transferring context: ([\d.]+)([kMG]?)B", done.said)
    units = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
    # The largest: the log says it several times while it grows.
    return max((float(number) * units[unit] for number, unit in sizes), default=0.0)


def storing_seconds(done: Done) -> float:
    """How long the engine took, once all had run, to store the layers of a build, by its log."""
    export = re.search(r"#(\d+) exporting to image\n.*?^#\1 DONE ([\d.]+)s", done.said, re.DOTALL | re.MULTILINE)
    return float(export[2]) if export else 0.0
