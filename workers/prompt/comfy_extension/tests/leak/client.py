"""A tenant as the gateway would let it speak: signed headers, and nothing else of its own."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import png
from comfy_process import ComfyProcess

from atelier_tenancy.identity import SIGNATURE_HEADER, TENANT_HEADER, sign

RUN_TIMEOUT_S = 20


class Tenant:
    """One user of one process. Used as `async with Tenant(comfy, "alice") as alice`."""

    def __init__(self, comfy: ComfyProcess, name: str):
        self.comfy = comfy
        self.name = name
        self.home = comfy.tenants / name
        self.headers = {TENANT_HEADER: name, SIGNATURE_HEADER: sign(comfy.secret.encode(), name)}
        self.session: aiohttp.ClientSession

    async def __aenter__(self):
        self.session = aiohttp.ClientSession(self.comfy.url, headers=self.headers)
        return self

    async def __aexit__(self, *_):
        await self.session.close()

    # Directories

    def folder(self, kind: str) -> Path:
        path = self.home / kind
        path.mkdir(parents=True, exist_ok=True)
        return path

    def files(self, kind: str = "output") -> list[str]:
        """Names of all files below a directory of the tenant."""
        top = self.folder(kind)
        return sorted(str(p.relative_to(top)) for p in top.rglob("*") if p.is_file())

    def put_image(self, name: str, color: tuple[int, int, int], kind: str = "input") -> Path:
        path = self.folder(kind) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png.solid(color))
        return path

    def pixel(self, name: str, kind: str = "output") -> tuple[int, int, int]:
        return png.first_pixel((self.folder(kind) / name).read_bytes())

    # HTTP

    async def get(self, path: str, **params: str) -> tuple[int, bytes]:
        async with self.session.get(path, params=params) as response:
            return response.status, await response.read()

    async def get_json(self, path: str, **params: str) -> Any:
        return json.loads((await self.get(path, **params))[1])

    async def post(self, path: str, body: Any = None, **kwargs: Any) -> tuple[int, bytes]:
        async with self.session.post(path, json=body, **kwargs) as response:
            return response.status, await response.read()

    async def upload(self, name: str, data: bytes, **fields: str) -> tuple[int, Any]:
        form = aiohttp.FormData(fields)
        form.add_field("image", data, filename=name, content_type="image/png")
        async with self.session.post("/upload/image", data=form) as response:
            text = await response.text()
            return response.status, json.loads(text) if response.status == 200 else text

    # Prompts

    async def submit(self, graph: dict, **body: Any) -> tuple[int, Any]:
        """POST /prompt; `tenant` in extra_data is all that naive switching has to go by."""
        extra = {"tenant": self.name, **body.pop("extra_data", {})}
        status, data = await self.post("/prompt", {"prompt": graph, "extra_data": extra, **body})
        with contextlib.suppress(ValueError):
            return status, json.loads(data)
        return status, data.decode(errors="replace")

    async def run(self, graph: dict, **body: Any) -> dict:
        """Submit, wait for the end, return the history entry."""
        status, answer = await self.submit(graph, **body)
        assert status == 200, f"{self.name}: {status} {answer}"
        return await self.finished(answer["prompt_id"])

    async def finished(self, prompt_id: str, timeout_s: float = RUN_TIMEOUT_S) -> dict:
        async def look():
            return (await self.get_json(f"/history/{prompt_id}")).get(prompt_id)

        return await _until_found(look, timeout_s)

    async def started(self, prompt_id: str) -> None:
        async def look():
            running = (await self.get_json("/queue"))["queue_running"]
            return any(item[1] == prompt_id for item in running) or None

        await _until_found(look, RUN_TIMEOUT_S)

    @contextlib.asynccontextmanager
    async def listen(self, client_id: str | None = None, previews: bool = True):
        """A socket whose messages are collected until the block ends."""
        async with self.session.ws_connect("/ws", params={"clientId": client_id or new_id()}) as ws:
            flags = {"supports_preview_metadata": previews}
            await ws.send_json({"type": "feature_flags", "data": flags})
            ear = Ear(ws)
            await ear.until("feature_flags")
            yield ear


class Ear:
    """Messages of one socket: `texts` as (type, data), `frames` as bytes."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse):
        self.ws = ws
        self.texts: list[tuple[str, Any]] = []
        self.frames: list[bytes] = []

    async def until(self, kind: str, timeout_s: float = RUN_TIMEOUT_S) -> Any:
        """The data of the next message of this type."""
        while self._keep(await self.ws.receive(timeout=timeout_s)) != kind:
            pass
        return self.texts[-1][1]

    async def settle(self, quiet_s: float = 0.4) -> "Ear":
        """Read until nothing has come for a while."""
        with contextlib.suppress(asyncio.TimeoutError):
            while True:
                message = await self.ws.receive(timeout=quiet_s)
                if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                    return self
                self._keep(message)
        return self

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.texts]

    def about(self, prompt_id: str) -> list[str]:
        """Types of the messages that name a prompt."""
        return [kind for kind, data in self.texts if prompt_id in json.dumps(data)]

    def _keep(self, message: aiohttp.WSMessage) -> str | None:
        if message.type == aiohttp.WSMsgType.BINARY:
            self.frames.append(message.data)
            return None
        assert message.type == aiohttp.WSMsgType.TEXT, message
        body = json.loads(message.data)
        self.texts.append((body["type"], body["data"]))
        return body["type"]


def new_id() -> str:
    return str(uuid.uuid4())


async def _until_found(look: Callable[[], Awaitable[Any]], timeout_s: float) -> Any:
    """What `look` returns as soon as it is not None; raises asyncio.TimeoutError."""

    async def search():
        while (found := await look()) is None:
            await asyncio.sleep(0.02)
        return found

    return await asyncio.wait_for(search(), timeout_s)
