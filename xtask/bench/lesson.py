"""The recipe of the lesson that this tool grew out of."""

from __future__ import annotations

from contenders import Project
from engine import Failure
from place import Done, Place

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

    def build(self, *words: str) -> Done:
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
        given = [word for name, value in arguments.items() for word in ("--build-arg", f"{name}={value}")]
        file = ("--file", "docker/Dockerfile", "--tag", self.image)
        command = ["docker", "image", "build", "--progress", "plain", "--network", "host", *given, *words, *file, "."]
        try:
            return self.place.run(command, cwd=self.root)
        except Failure as failure:
            # Conda's Python has crashed once, when all was done; that is no fault of the recipe's.
            if "exit code: 139" not in str(failure):
                raise
        self.place.note("the lesson: Conda crashed; its figure is of a second try, which finds the steps before that")
        return self.place.run(command, cwd=self.root)
