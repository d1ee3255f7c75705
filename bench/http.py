"""Signed webhooks over HTTP against a bare form endpoint: `python -m bench.http [people] [--processes N]`.

Ours: what `prosvar serve` serves, each request a whole turn that is committed before it is answered. The bare one:
FastAPI with a form of the same nineteen fields that it answers at once. Both run on one uvicorn in this process, with
the same settings on the same loop; the client is a process of its own that keeps 64 connections open. Only the ratio
means something. The processor's time of a request is this process's own and its lanes', without PostgreSQL's and the
client's. With N each of N lanes is a process of its own, as PROSVAR_TURN_PROCESSES has it.
"""

import argparse
import asyncio
import json
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated
from urllib.parse import urlencode

import uvicorn
import uvloop
from fastapi import FastAPI, Form, Response
from pydantic import BaseModel
from twilio.request_validator import RequestValidator

from bench.turns import CALLERS, NUMBER, STEPS, Bench, inbound, open_bench, spread
from bot.compiled import Compiled
from bot.running import Running, open_http
from bot.settings import Settings
from prosvar.app import create_app
from prosvar.serve import quiet_config

ADDRESS = "https://bench.example"
PATH = "/webhooks/twilio/message"
ACCOUNT, TOKEN = "AC" + "1" * 32, "2" * 32
ROUNDS = 3


class BareForm(BaseModel):
    """The fields of one text message; FastAPI takes an empty one for none."""

    ToCountry: str = ""
    ToState: str = ""
    SmsMessageSid: str = ""
    NumMedia: str = ""
    ToCity: str = ""
    FromZip: str = ""
    SmsSid: str = ""
    FromState: str = ""
    SmsStatus: str = ""
    FromCity: str = ""
    Body: str = ""
    FromCountry: str = ""
    To: str = ""
    ToZip: str = ""
    NumSegments: str = ""
    MessageSid: str = ""
    AccountSid: str = ""
    From: str = ""
    ApiVersion: str = ""


def bare_app() -> FastAPI:
    app = FastAPI()

    @app.post(PATH)
    async def message(form: Annotated[BareForm, Form()]) -> Response:
        return Response("<Response/>" if form.Body else "", media_type="text/xml")

    return app


def our_app(bench: Bench) -> FastAPI:
    settings = Settings(twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN, public_url=ADDRESS)
    running = Running(
        settings=settings,
        engine=bench.engine,
        keyring=bench.keyring,
        compiled=Compiled(bench.keyring),
        clock=lambda: bench.now[0],
        channels={},
        http=open_http(),
        embedded=None,
        database_url="",
    )
    return create_app(running, bench.turns)


def request(bench: Bench, person: int, step: int) -> bytes:
    """One message as Twilio posts it, signed for our public address."""
    said = inbound(person, step, bench.now[0])
    sid = f"SM{step:04}{person:028}"
    known = {"SmsMessageSid": sid, "SmsSid": sid, "MessageSid": sid, "AccountSid": ACCOUNT, "To": NUMBER}
    known |= {"From": said.address, "Body": said.text, "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received"}
    known |= {"ToCountry": "DK", "FromCountry": "DK", "ApiVersion": "2010-04-01"}
    fields = {name: known.get(name, "") for name in BareForm.model_fields}
    body = urlencode(fields).encode()
    signature = RequestValidator(TOKEN).compute_signature(ADDRESS + PATH, fields)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: bench.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[int]:
    """The port on which the application is served."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(quiet_config(app))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    await task


async def post(port: int, requests: list[bytes]) -> list[float]:
    """Have another process post them all; seconds that each took, and last those that all took."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.http_client", str(port), stdin=-1, stdout=-1
    )
    out, _ = await process.communicate(json.dumps([request.decode() for request in requests]).encode())
    assert process.returncode == 0, "every request is answered with success"
    taken: list[float] = json.loads(out)
    return taken


@dataclass(slots=True)
class Spent:
    """Seconds of one endpoint over a cohort: by the clock, and of the processor."""

    bench: Bench
    whole: float = 0.0
    busy: float = 0.0

    async def post(self, port: int, requests: list[bytes]) -> list[float]:
        busy = self.bench.busy()
        *taken, whole = await post(port, requests)
        self.whole += whole
        self.busy += self.bench.busy() - busy
        return taken


async def measure(bench: Bench, people: range, ours: int, bare: int) -> tuple[Spent, Spent, list[float]]:
    """(the bare endpoint, ours, our latencies) of one cohort, in turn for each question."""
    bench.enrol(people)
    spent_ours, spent_bare, latencies = Spent(bench), Spent(bench), []
    for step in range(STEPS):
        bench.send()
        requests = [request(bench, person, step) for person in people]
        latencies += await spent_ours.post(ours, requests)
        await spent_bare.post(bare, requests)
    return spent_bare, spent_ours, latencies


async def run(people: int, home: Path, processes: int) -> None:
    with open_bench(home, processes) as bench:
        async with serving(our_app(bench)) as ours, serving(bare_app()) as bare:
            cohorts = [range(n * people, (n + 1) * people) for n in range(ROUNDS)]
            rounds = [await measure(bench, cohort, ours, bare) for cohort in cohorts]
    count = people * STEPS
    print(f"{ROUNDS} rounds of {people} people, {count} requests each, {CALLERS} connections")
    for bare_spent, our_spent, latencies in rounds:
        rates = f"bare {count / bare_spent.whole:5.0f}/s   ours {count / our_spent.whole:5.0f}/s"
        busy = f"{bare_spent.busy / count * 1e6:.0f} and {our_spent.busy / count * 1e6:.0f} us of processor"
        print(f"  {rates}   ratio {bare_spent.whole / our_spent.whole:.2f}   {busy}   {spread(latencies)}")
    print(f"median ratio {median(bare_spent.whole / our_spent.whole for bare_spent, our_spent, _ in rounds):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.http")
    parser.add_argument("people", type=int, nargs="?", default=200)
    parser.add_argument("--processes", type=int, default=0, help="lanes that are processes, instead of two threads")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prosvar-bench-") as folder:
        uvloop.run(run(given.people, Path(folder), given.processes))


if __name__ == "__main__":
    main()
