"""Posts prepared requests over connections that stay open: the other end of `bench.http`, which starts it.

`python -m bench.http_client PORT` reads a JSON list of whole requests, and writes the seconds that each took and last
those that all took. It fails when one is not answered with success.
"""

import asyncio
import json
import sys
import time

CONNECTIONS = 64


async def post_all(port: int, requests: list[bytes]) -> list[float]:
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONNECTIONS)]
    waiting = iter(requests)
    taken: list[float] = []

    async def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for request in waiting:
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 20"):
                raise SystemExit(head.decode())
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            taken.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(call(*each) for each in opened))
    whole = time.perf_counter() - begun
    for _, writer in opened:
        writer.close()
    return [*taken, whole]


def main() -> None:
    if len(sys.argv) < 2:
        print("started by `python -m bench.http`")
        return
    requests = [request.encode() for request in json.load(sys.stdin)]
    json.dump(asyncio.run(post_all(int(sys.argv[1]), requests)), sys.stdout)


if __name__ == "__main__":
    main()
