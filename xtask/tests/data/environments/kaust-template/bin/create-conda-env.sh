#!/bin/bash --login

set -e

conda env create --prefix "$PWD"/env --file environment.yml --force
