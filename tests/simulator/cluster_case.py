"""A search on a real Dask cluster on loopback, with what may happen to one; run as a program of its own.

Dask starts event loops and threads that outlive a test, so a test starts this and reads what it prints.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from distributed import LocalCluster

from simulator.hyperparameters import Config
from simulator.search import cluster as cluster_module
from simulator.search.caviar import Caviar, WorkersLost
from simulator.search.cluster import connected
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Record, Study
from simulator.search.trial import Trial


def main(what: str) -> None:
    cluster_module._PATIENCE = 3.0
    space = Space(Config(examples=200, hidden_units=(6,), classes=3), (Axis.of("learning_rate"),))
    study, records = Study(Plan(space=space, trials=24, steps=4000)), list[Record]()
    said, happened = "", False
    cluster: Any = LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    )
    with cluster, connected(cluster.scheduler_address) as executor:
        caviar = Caviar(study, executor, noted=records.append)
        try:
            while caviar.turn():
                if caviar.made and not happened:
                    happened = True
                    happen(what, cluster)
        except WorkersLost as error:
            said = str(error)
    ended = [r.number for r in records if isinstance(r, Trial) and r.ended]
    costs = [trial.cost_dev for trial in study.trials]
    print(
        json.dumps({"ended": sorted(ended), "costs": costs, "said": said, "happened": happened}), flush=True
    )
    os._exit(0)  # Dask's threads would take seconds to end


def happen(what: str, cluster: Any) -> None:
    """Kill one of the workers, or the scheduler with all of them."""
    workers = list(cluster.workers.values())
    if what == "worker":
        os.kill(workers[0].process.process.pid, signal.SIGKILL)
    elif what == "scheduler":
        cluster.close(timeout=5)


if __name__ == "__main__":
    main(sys.argv[1])
