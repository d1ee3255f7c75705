"""What a process has loaded, kept out of the way of its work."""

import gc


def keep_loaded() -> None:
    """Take what is loaded by now out of garbage collection: it stays, and looking through it stops every turn.

    A full collection took 150 ms in the middle of a batch, and a webhook's p99 was three times what it is now. The rows
    of one batch are some 10,000 objects that live until its end: to look through them at every 700th of them was a
    fifteenth of a turn, and found nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
