"""`prosvar demo`: a database of its own that is gone afterwards, 200 synthetic patients, and the page to play them."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.accounts import add_account
from bot.clock import MovableClock
from bot.demo import ACTOR, LOGIN, NURSE, PASSWORD, Demo, enrol_people, open_chats, open_clinic
from bot.demo_clock import begin, keep_going
from bot.demo_forms import bring, check_licence
from bot.demo_inbox import Inbox
from bot.demo_phones import open_phones
from bot.form_file import LARGEST_FORM, BroughtForm, FormFileError, read_form
from bot.running import DATABASE_HOME, start, stop
from bot.settings import Settings
from bot.synthetic import patients, with_visitor
from bot.turns import TurnLoop
from console import demo as console
from console import demo_forms
from prosvar.app import create_app
from prosvar.serve import address_of, asked_to_stop, listen, quiet_config
from store.cluster import EmbeddedError
from store.database import transaction
from store.embedded import end_abandoned

PATIENTS: Final = 200
SEED: Final = 2026
FOLDER: Final = "prosvar-demo-"
CHAT_EACH: Final = 20  # one patient of so many uses Telegram instead of text messages
EXAMPLE: Final = Path(__file__).parents[1] / "examples" / "clinic.yaml"


class NoExampleError(Exception):
    """The demo's clinic is not there."""


class BroughtFormError(Exception):
    """A form for the demo cannot be played."""


async def run_demo(settings: Settings, host: str, port: int, files: Sequence[Path]) -> None:
    """Serve the demo until a signal, with the forms of these files. Raises ListenError, BroughtFormError for a file
    that cannot be played, or NoExampleError outside a clone of the project."""
    forms = [read_file(file) for file in files]
    if not EXAMPLE.exists():
        raise NoExampleError(f"the demo needs {EXAMPLE}: run it from a clone of the project")
    listening = listen(host, port)
    address = address_of(listening)
    ended = asked_to_stop()
    async with opened_demo(settings, address, forms=forms) as (demo, app):
        server = uvicorn.Server(quiet_config(app))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        going = asyncio.create_task(keep_going(demo))
        sys.stderr.write(f"The staff page is at {address}/staff: login {LOGIN}, password {PASSWORD}\n")
        sys.stderr.write(f"The demo is ready: open {address} in a browser. Ctrl+C ends it.\n")
        await asyncio.wait([serving, going, asyncio.ensure_future(ended.wait())], return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving
        going.cancel()
        for end in await asyncio.gather(going, return_exceptions=True):
            if isinstance(end, Exception):
                raise end


def read_file(file: Path) -> BroughtForm:
    """A form that can be played in the demo. Raises BroughtFormError that names the file."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FORM + 1)
        form = read_form(content, file.name)
        check_licence(form.questionnaire, "")
    except OSError as error:
        raise BroughtFormError(f"{file}: cannot be read: {error.strerror}") from None
    except FormFileError as error:
        raise BroughtFormError(f"{file} cannot be played in the demo:\n{error}") from None
    return form


@asynccontextmanager
async def opened_demo(
    settings: Settings, address: str, count: int = PATIENTS, forms: Sequence[BroughtForm] = ()
) -> AsyncIterator[tuple[Demo, FastAPI]]:
    """The demo with `count` patients enrolled, the first of them invited, and these forms brought into it."""
    await asyncio.to_thread(sweep)
    with TemporaryDirectory(prefix=FOLDER) as home:
        clock = MovableClock()
        threads, channels = open_phones(clock)
        running = await asyncio.to_thread(start, alone(settings, Path(home)), clock=clock, channels=channels)
        try:
            turns = TurnLoop(running.engine, running.keyring, clock)
            inbox = Inbox()
            clinic = await asyncio.to_thread(open_clinic, running, EXAMPLE, inbox, address)
            demo = Demo(clock, threads, inbox, running, turns, clinic)
            today = clock().date()
            people = with_visitor(patients(count, SEED, today), today)
            demo.people = await asyncio.to_thread(enrol_people, running, clinic, people)
            await asyncio.to_thread(open_account, demo)
            await open_chats(demo, list(demo.people)[::CHAT_EACH])
            await begin(demo)
            for form in forms:
                await bring(demo, form, "")
            app = create_app(running, turns, {demo_forms.UPLOAD: demo_forms.LARGEST_UPLOAD})
            app.state.demo = demo
            app.include_router(console.router)
            app.include_router(demo_forms.router)
            app.mount("/static", StaticFiles(directory=console.STATIC))
            yield demo, app
        finally:
            await stop(running)


def open_account(demo: Demo) -> None:
    """For the staff page, with everything that can be tried there. It goes with the demo's database."""
    with transaction(demo.running.engine) as connection:
        add_account(
            connection,
            demo.clinic_id,
            LOGIN,
            name=NURSE,
            role="editor",
            password=PASSWORD,
            now=demo.clock(),
            actor=ACTOR,
        )


def sweep() -> None:
    """Take away what demos left behind that were killed: their databases run on, and nobody looks at them."""
    for folder in Path(gettempdir()).glob(f"{FOLDER}*"):
        try:
            if end_abandoned(folder / DATABASE_HOME):
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, EmbeddedError):  # another user's
            continue


def alone(settings: Settings, home: Path) -> Settings:
    """The same settings without anything that reaches out: no provider, no database but our own."""
    return settings.model_copy(
        update={
            "home": home,
            "database_url": None,
            "key": None,
            "public_url": None,
            "allow_loopback_endpoints": True,
            "twilio_account_sid": None,
            "twilio_auth_token": None,
            "telegram_bot_token": None,
        }
    )
