from setuptools import setup

setup(name="of-the-project", py_modules=[])
