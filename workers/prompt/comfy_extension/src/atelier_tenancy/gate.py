"""The outermost middleware: no request passes without an authenticated tenant and an open route."""

from __future__ import annotations

import os
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from .containment import TenantPathError, is_within
from .folders import ProcessWide
from .identity import SYSTEM, Authenticator
from .lease import CURRENT, Lease
from .routes import bare_path, is_open
from .running import RunningPrompt
from .sockets import WorkerClients

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """Authenticates, opens a lease for the request, and checks files on their way out."""

    def __init__(
        self,
        root: str,
        authenticator: Authenticator,
        process_wide: ProcessWide,
        workers: WorkerClients,
        running: RunningPrompt,
        is_workspace: bool = False,
    ) -> None:
        self._is_workspace = is_workspace
        self._root = root
        self._authenticator = authenticator
        self._process_wide = process_wide
        self._workers = workers
        self._running = running

    def middleware(self) -> Any:
        """The aiohttp middleware; it must be inserted at the head of the list."""

        @web.middleware
        async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._serve(request, handler)

        return gate

    async def _serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        tenant = self._authenticator.tenant_of(request.headers)
        if tenant is None:
            return web.Response(status=403, text="no authenticated tenant")
        resource = request.match_info.route.resource
        is_static = isinstance(resource, web.StaticResource)
        if not is_open(request.method, request.path, tenant, is_static, self._is_workspace):
            return web.Response(status=404, text="route not served in pool mode")
        lease = Lease(self._root, tenant)
        token = CURRENT.set(lease)
        try:
            response = await self._dispatch(request, handler, lease)
            return response if self._may_leave(response, lease) else web.Response(status=404)
        except TenantPathError as error:
            return web.Response(status=400, text=str(error))
        finally:
            lease.end()
            CURRENT.reset(token)

    async def _dispatch(
        self, request: web.Request, handler: Handler, lease: Lease
    ) -> web.StreamResponse:
        path = bare_path(request.path)
        if path == "/ws":
            return await handler(self._with_own_socket_id(request, lease))
        if path == "/interrupt" and request.method == "POST":
            return await self._interrupt(request, lease)
        return await handler(request)

    def _with_own_socket_id(self, request: web.Request, lease: Lease) -> web.Request:
        client_id = request.rel_url.query.get("clientId") or uuid.uuid4().hex
        if lease.tenant == SYSTEM:
            self._workers.remember(client_id)
        url = request.rel_url.update_query(clientId=lease.address(client_id))
        return request.clone(rel_url=url)

    async def _interrupt(self, request: web.Request, lease: Lease) -> web.Response:
        """ComfyUI's handler looks first and sets the flag later; see running.py."""
        try:
            body = await request.json()
        except ValueError:
            body = {}
        prompt_id = body.get("prompt_id") if isinstance(body, dict) else None
        if isinstance(prompt_id, str) and prompt_id:
            self._running.interrupt(lease, prompt_id, self._queue)
        elif lease.tenant == SYSTEM:
            return web.Response(status=400, text="name the prompt_id to interrupt")
        else:
            self._running.interrupt_current(lease)
        return web.Response(status=200)

    @property
    def _queue(self) -> Any:
        import server  # ComfyUI's module; only importable inside of it

        return server.PromptServer.instance.prompt_queue

    def _may_leave(self, response: web.StreamResponse, lease: Lease) -> bool:
        """aiohttp opens the file after the middlewares returned, when no lease is left to check."""
        if not isinstance(response, web.FileResponse):
            return True
        path = os.path.realpath(response._path)  # no public accessor; expectations.py checks it
        if is_within(path, lease.home):
            return True
        return not is_within(path, self._root) and self._process_wide.kind_of(path) is None
