"""
Several processes over one fake: the same verdicts as one after the other, sooner.

    parent   the fake, the schedule, the turns; hears how every scenario ended; merges
      │ one pipe each: what to play, who may play now, what came of it
    worker   a session of its own and pytest; the fake by its control API, as a stranger would

A target that says that copies of it may run side by side is started once for each worker, which
has a room of the fake to itself. Any other that is attached is shared: its stories take turns,
and only what comes after a story is done while the next is played.
"""
