"""What is random is never given twice: by no thread, in no batch, after no fork."""

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

from store.chance import PIECE_BYTES, drawn_ahead, random_piece
from store.ids import new_id, written

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def pieces(drawn: int, taken: int) -> list[bytes]:
    with drawn_ahead(drawn):
        return [random_piece() for _ in range(taken)]


def test_pieces_are_whole_and_no_two_are_alike_also_past_those_drawn_ahead() -> None:
    found = [*pieces(10, 30), *pieces(10, 5), *pieces(0, 5), random_piece()]
    assert {len(each) for each in found} == {PIECE_BYTES}
    assert len(set(found)) == len(found)


def test_no_two_threads_are_given_the_same() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = [each for given in threads.map(lambda _: pieces(64, 64), range(64)) for each in given]
    assert len(set(found)) == len(found)


def test_what_is_left_of_a_batch_is_given_to_nobody() -> None:
    with drawn_ahead(4):
        first = random_piece()
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(random_piece).result() != first
    read, write = os.pipe()
    child = os.fork()
    if child == 0:  # after a batch, as before one, parent and child draw for themselves
        os.write(write, random_piece())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, PIECE_BYTES) not in (first, random_piece())


def test_ids_are_of_version_7_and_sort_by_their_time() -> None:
    with drawn_ahead(50):
        found = [new_id(NOW.replace(microsecond=1000 * number)) for number in range(100)]
    assert found == sorted(found)
    assert len(set(found)) == 100
    assert {(each.version, each.variant) for each in found} == {(7, "specified in RFC 4122")}
    assert [UUID(str(each)) for each in found] == [pickle.loads(pickle.dumps(each)) for each in found] == found
    assert [written(each) for each in found] == [str(each) for each in found]
    assert int(found[5]) >> 80 == int(NOW.timestamp() * 1000) + 5
