"""Answers to the solver name `libmamba`, conda's default, with conda's own classic solver.

The real libmamba is a C++ library that is not on PyPI.
"""

from conda import plugins


@plugins.hookimpl
def conda_solvers():
    """Registers the solver."""
    # Imported late: conda loads its plugins before its solver can be imported.
    from conda.core.solve import Solver

    class ClassicSolver(Solver):
        @staticmethod
        def user_agent():
            return "solver/classic"

    yield plugins.CondaSolver(name="libmamba", backend=ClassicSolver)
