"""The embedded server on real files and real processes: killed, shared, stale, far away, and as another user."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from store.cluster import EmbeddedError, open_cluster
from store.embedded import Embedded, accepts, end_abandoned, start_embedded

pytestmark = pytest.mark.processes
FAST = {"fsync": "off"}
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a new database, as they lie before their first start."""
    return open_cluster(tmp_path_factory.mktemp("made")).data


@pytest.fixture
def filled(home: Path, made: Path) -> None:
    """To make the files takes seconds, to copy them none: with their owner."""
    home.mkdir()
    subprocess.run(["cp", "-a", str(made), str(home / "data")], check=True)


def pid_of(embedded: Embedded) -> int:
    pid = embedded.cluster.server_pid()
    assert pid is not None
    return pid


def remember(embedded: Embedded) -> None:
    with psycopg.connect(embedded.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")


def remembers(embedded: Embedded) -> bool:
    with psycopg.connect(embedded.url) as connection:
        return connection.execute("SELECT one FROM kept").fetchone() == (1,)


def wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.05)


def in_another_process(home: Path, script: str, *before: str) -> "subprocess.Popen[str]":
    """`script` sees `embedded`, started on `home`, and `say`, whose words `heard` gives back."""
    code = textwrap.dedent(f"""
        import os, sys, psycopg
        from pathlib import Path
        from store.embedded import start_embedded
        def say(words): print("SAY", words, flush=True)
        {"; ".join(before) or "pass"}
        embedded = start_embedded(Path({str(home)!r}))
        """)
    return subprocess.Popen(
        [sys.executable, "-c", code + textwrap.dedent(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("SAY "):
            return line.removeprefix("SAY ").strip()
    raise AssertionError("the process ended without a word")


def let_end(process: "subprocess.Popen[str]") -> None:
    process.communicate("go\n", timeout=60)
    assert process.returncode == 0


@pytest.mark.usefixtures("filled")
def test_what_was_stored_is_there_at_the_next_start_and_is_synced_before_an_answer(home: Path) -> None:
    first = start_embedded(home)
    remember(first)
    first.stop()
    first.stop()
    assert not accepts(first.cluster)
    assert first.cluster.server_pid() is None
    second = start_embedded(home)
    assert remembers(second)
    with psycopg.connect(second.url) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute("SELECT current_setting(%s)", [name]).fetchone() == ("on",)
    second.stop()


@pytest.mark.usefixtures("filled")
def test_a_killed_server_comes_back_by_itself_with_everything_committed(home: Path) -> None:
    embedded = start_embedded(home)
    remember(embedded)
    killed = pid_of(embedded)
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: accepts(embedded.cluster))
    assert pid_of(embedded) != killed
    assert remembers(embedded)
    embedded.stop()


@pytest.mark.parametrize("folder_too", [False, True], ids=["the socket", "its folder"])
def test_a_server_whose_socket_was_swept_away_is_brought_back_in_order(folder_too: bool, tmp_path: Path) -> None:
    """A cleaner of temporary files takes a socket that nobody has written to for days; its server lives on, deaf."""
    embedded = start_embedded(tmp_path / ("far" * 30 if folder_too else "near"))
    remember(embedded)
    deaf = pid_of(embedded)
    with psycopg.connect(embedded.url) as under_way:
        under_way.execute("INSERT INTO kept VALUES (2)")
        under_way.commit()
        if folder_too:
            assert embedded.cluster.sockets != embedded.cluster.data
            shutil.rmtree(embedded.cluster.sockets)
        else:
            embedded.cluster.socket.unlink()
        wait_for(lambda: accepts(embedded.cluster))
    assert pid_of(embedded) != deaf
    with psycopg.connect(embedded.url) as connection:
        assert connection.execute("SELECT one FROM kept ORDER BY one").fetchall() == [(1,), (2,)]
    embedded.stop()


@pytest.mark.usefixtures("filled")
def test_a_start_after_everything_was_killed_recovers(home: Path) -> None:
    """The process and its server die together; what is left is a pid file that lies."""
    script = """
        with psycopg.connect(embedded.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        say(embedded.cluster.server_pid())
        sys.stdin.read()
        """
    process = in_another_process(home, script)
    server = int(heard(process))
    process.kill()
    os.kill(server, signal.SIGKILL)
    process.wait()
    embedded = start_embedded(home)
    assert remembers(embedded)
    embedded.stop()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("alive", [True, False], ids=["another program", "a zombie"])
def test_a_pid_file_that_names_somebody_else_does_not_keep_the_server_from_starting(home: Path, alive: bool) -> None:
    embedded = start_embedded(home, settings=FAST)
    remember(embedded)
    cluster, lines = embedded.cluster, (embedded.cluster.data / "postmaster.pid").read_text().splitlines()
    embedded.stop()
    other = subprocess.Popen(["sleep", "60" if alive else "0"], user=cluster.uid, group=cluster.gid)
    if not alive:  # it has ended, and nobody has asked for it
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
    stale = cluster.data / "postmaster.pid"
    stale.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
    if cluster.uid is not None and cluster.gid is not None:
        os.chown(stale, cluster.uid, cluster.gid)
    again = start_embedded(home, settings=FAST)
    assert remembers(again)
    again.stop()
    if alive:
        assert other.poll() is None, "the other program was left alone"
        other.kill()
    other.wait()


def test_processes_share_one_server_and_the_last_one_ends_it(home: Path) -> None:
    script = """
        say(embedded.cluster.server_pid())
        sys.stdin.readline()
        embedded.stop()
        """
    starter, joiner = in_another_process(home, script), in_another_process(home, script)
    server = heard(starter)
    assert heard(joiner) == server
    cluster = open_cluster(home)
    let_end(starter)
    assert str(cluster.server_pid()) == server
    assert accepts(cluster)
    let_end(joiner)
    assert cluster.server_pid() is None


@pytest.mark.usefixtures("filled")
def test_a_process_that_is_killed_is_not_counted_any_more(home: Path) -> None:
    killed = in_another_process(home, "say('ready'); sys.stdin.read()")
    heard(killed)
    embedded = start_embedded(home)
    killed.kill()
    killed.wait()
    embedded.stop()
    assert embedded.cluster.server_pid() is None


@pytest.mark.usefixtures("filled")
def test_the_end_of_the_process_ends_the_server_without_being_asked(home: Path) -> None:
    process = in_another_process(home, "say('ready')")
    heard(process)
    process.wait()
    assert open_cluster(home).server_pid() is None


@pytest.mark.parametrize("name", ["a b æ", "a, b", "q\"'%$H", "long " + 30 * "home"])
def test_any_path_will_do(name: str) -> None:
    """Short enough, all but the last, that the socket would lie in the folder itself."""
    with tempfile.TemporaryDirectory() as folder:
        embedded = start_embedded(Path(folder) / name, settings=FAST)
        with psycopg.connect(embedded.url) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("prosvar",)
        assert embedded.cluster.sockets.stat().st_mode & 0o077 == 0, "nobody else reaches the socket"
        embedded.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_as_root_and_as_another_user(tmp_path: Path) -> None:
    """As root the server runs as a user of its own; everybody else runs it as themselves, and not on root's files."""
    nobody = pwd.getpwnam("nobody")
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    os.chown(theirs, nobody.pw_uid, nobody.pw_gid)
    for folder in (theirs, *theirs.parents):
        folder.chmod(folder.stat().st_mode | 0o001)
    become = (f"os.setgroups([]); os.setgid({nobody.pw_gid}); os.setuid({nobody.pw_uid})",)
    process = in_another_process(
        theirs, "say(os.stat(f'/proc/{embedded.cluster.server_pid()}').st_uid); sys.stdin.read()", *become
    )
    assert heard(process) == str(nobody.pw_uid)
    let_end(process)
    embedded = start_embedded(ours, settings=FAST)
    assert Path(f"/proc/{pid_of(embedded)}").stat().st_uid == embedded.cluster.uid != 0
    refused = in_another_process(ours, "", *become)
    assert refused.wait() != 0
    embedded.stop()


def test_files_of_a_postgresql_that_is_not_here_are_refused_with_the_reason(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedError, match="was made by PostgreSQL 9"):
        start_embedded(home)


@pytest.mark.usefixtures("filled")
def test_what_a_killed_process_left_running_is_ended(home: Path) -> None:
    program = (
        f"from pathlib import Path; from store.embedded import start_embedded; start_embedded(Path({str(home)!r}));"
    )
    left = subprocess.Popen(
        [sys.executable, "-c", f"{program} print('up', flush=True); import time; time.sleep(600)"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert left.stdout is not None
        while "up" not in left.stdout.readline():
            assert left.poll() is None
        cluster = open_cluster(home)
        assert not end_abandoned(home), "somebody uses it"
    finally:
        left.kill()
        left.communicate()
    assert accepts(cluster)
    assert end_abandoned(home)
    assert not accepts(cluster)
    assert end_abandoned(home), "a second time does nothing"
    assert not end_abandoned(home.parent / "nowhere")


def test_a_database_that_is_still_being_made_for_somebody_killed_is_waited_for(home: Path) -> None:
    """What makes it goes on alone: it is stopped here, so that it would be met."""
    home.mkdir()
    script = f"from pathlib import Path; from store.cluster import open_cluster; open_cluster(Path({str(home)!r}))"
    starter = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    wait_for(lambda: (home / "data.new" / "PG_VERSION").exists())
    with ThreadPoolExecutor() as beside:
        try:
            os.killpg(starter.pid, signal.SIGSTOP)
            starter.kill()
            other = beside.submit(open_cluster, home)
            with pytest.raises(TimeoutError):
                other.result(timeout=1)
        finally:
            os.killpg(starter.pid, signal.SIGCONT)
        cluster = other.result(timeout=60)
    starter.wait(60)
    assert (cluster.data / "PG_VERSION").exists()
    assert not (home / "data.new").exists()
