"""What the extension costs on trivial prompts: the same ComfyUI with and without it, interleaved.

    COMFYUI_DIR=… python bench/measure_cost.py [--rounds 7] [--assert]

Each prompt is EmptyImage 64x64 (new colour) -> SaveImage. Latency: submit to execution_success on
the socket, one prompt at a time, sides alternating. Throughput: bursts of 50, sides alternating.
Prints medians of the differences of neighbours with their quartiles, because other work on the
machine moves both sides alike; --assert fails above +0.5 ms or below -10 %.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests" / "leak")]

from client import Ear, Tenant, new_id  # noqa: E402
from comfy_process import ComfyProcess  # noqa: E402

LATENCIES = 60
BURST = 50
BURSTS = 4
WARM_UP = 30
_colors = itertools.count(1)


def graph() -> dict:
    image = {"width": 64, "height": 64, "batch_size": 1, "color": next(_colors)}
    save = {"images": ["1", 0], "filename_prefix": new_id()[:8]}
    return {
        "1": {"class_type": "EmptyImage", "inputs": image},
        "2": {"class_type": "SaveImage", "inputs": save},
    }


class Side:
    """One server, its socket and the user who submits."""

    def __init__(self, name: str, user: Tenant, ear: Ear) -> None:
        self.name = name
        self.user = user
        self.ear = ear
        self.latencies_ms: list[float] = []
        self.rates: list[float] = []
        self.prompts = 0
        self.cpu_before_s = self.cpu_s()

    async def one(self) -> float:
        """Milliseconds from submit to the terminal event."""
        began = time.perf_counter()
        await self.submit()
        await self.ear.until("execution_success")
        took = (time.perf_counter() - began) * 1000
        self.ear.texts.clear()
        return took

    async def burst(self) -> float:
        """Prompts per second with all of them waiting at once."""
        began = time.perf_counter()
        await asyncio.gather(*(self.submit() for _ in range(BURST)))
        for _ in range(BURST):
            await self.ear.until("execution_success")
        rate = BURST / (time.perf_counter() - began)
        self.ear.texts.clear()
        return rate

    async def submit(self) -> None:
        self.prompts += 1
        status, body = await self.user.post("/prompt", {"prompt": graph(), "client_id": "slot"})
        assert status == 200, body

    def cpu_s(self) -> float:
        fields = (
            Path(f"/proc/{self.user.comfy.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        )
        return (int(fields[11]) + int(fields[12])) / 100


async def measure(plain: Side, ours: Side, rounds: int) -> None:
    sides = [plain, ours]
    for side in sides:
        for _ in range(WARM_UP):
            await side.one()
    for number in range(rounds):
        samples: dict[Side, list[float]] = {side: [] for side in sides}
        for index in range(LATENCIES):
            for side in sides if (index + number) % 2 else sides[::-1]:
                samples[side].append(await side.one())
        for side in sides:
            side.latencies_ms.append(statistics.median(samples[side]))
        bursts: dict[Side, list[float]] = {side: [] for side in sides}
        for index in range(BURSTS):
            for side in sides if (index + number) % 2 else sides[::-1]:
                bursts[side].append(await side.burst())
        for side in sides:
            side.rates += bursts[side]


def report(plain: Side, ours: Side) -> tuple[float, float]:
    added = [b - a for a, b in zip(plain.latencies_ms, ours.latencies_ms, strict=True)]
    change = [100 * (b / a - 1) for a, b in zip(plain.rates, ours.rates, strict=True)]
    for side in (plain, ours):
        ms, rate = statistics.median(side.latencies_ms), statistics.median(side.rates)
        cpu_ms = 1000 * (side.cpu_s() - side.cpu_before_s) / side.prompts
        print(f"{side.name:16} {ms:6.2f} ms   {rate:6.1f} prompts/s   {cpu_ms:5.2f} ms CPU each")
    print(f"latency    {_text(added, 'ms')}")
    print(f"prompts/s  {_text(change, '%')}")
    return statistics.median(added), statistics.median(change)


def _text(values: list[float], unit: str) -> str:
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:+.2f} {unit} (quartiles {low:+.2f} to {high:+.2f}, {len(values)} pairs)"


async def run(rounds: int, against: tuple[str, str]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        processes = []
        try:
            for name in against:
                home = Path(folder) / f"{len(processes)}-{name}"
                home.mkdir()
                processes.append(ComfyProcess(name, home, ("--cache-lru", "50")).start())
            first, second = processes
            async with (
                Tenant(first, "alice") as plain_user,
                Tenant(second, "alice") as user,
                Tenant(second, "system") as system,
                plain_user.listen("slot") as plain_ear,
                system.listen("slot") as ear,
            ):
                if against[1] == "none":
                    ear = await _own_ear(user)
                plain = Side(f"without ({first.against})", plain_user, plain_ear)
                ours = Side(f"with ({second.against})", user, ear)
                await measure(plain, ours, rounds)
                return report(plain, ours)
        finally:
            for process in processes:
                process.stop()


async def _own_ear(user: Tenant) -> Ear:
    return Ear(await user.session.ws_connect("/ws", params={"clientId": "slot"}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--assert", dest="check", action="store_true")
    parser.add_argument("--null", action="store_true", help="compare ComfyUI with itself")
    arguments = parser.parse_args()
    against = ("none", "none" if arguments.null else "ours")
    added_ms, change_percent = asyncio.run(run(arguments.rounds, against))
    if arguments.check and (added_ms > 0.5 or change_percent < -10):
        sys.exit("the goal is at most +0.5 ms and at least -10 %")


if __name__ == "__main__":
    main()
