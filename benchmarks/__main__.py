"""`make bench`: every figure, one after the other."""

from __future__ import annotations

from benchmarks import essential_run, fake_flow, fake_session, starting

if __name__ == "__main__":
    for benchmark in (essential_run, starting, fake_flow, fake_session):
        benchmark.main()
