"""Starts a real ComfyUI for the leak suite, with ours or with naive directory switching."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXTENSION = HERE.parent.parent
START_TIMEOUT_S = 120
# What the scratch pack declares as shared between tenants.
SHARED_LOADERS = "ScratchSlowLoader ScratchAddLora"


@dataclass
class ComfyProcess:
    """`against`: ours, naive-context, naive-global or none."""

    against: str
    folder: Path
    extra_args: tuple[str, ...] = ()
    extra_env: dict[str, str] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    port: int = 0
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def tenants(self) -> Path:
        return self.folder / "tenants"

    def process_wide(self, kind: str) -> Path:
        """A directory ComfyUI was started with; with ours it is nobody's."""
        path = self.folder / "base" / kind
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def log(self) -> Path:
        return self.folder / "comfyui.log"

    def start(self) -> "ComfyProcess":
        """Returns when the server answers; raises with the log's tail otherwise."""
        self.process = self.spawn()
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"ComfyUI ended with {self.process.returncode}\n{self._tail()}")
            if self._answers():
                return self
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"ComfyUI did not answer in {START_TIMEOUT_S} s\n{self._tail()}")

    def spawn(self) -> subprocess.Popen:
        """Only start the process."""
        base = self.folder / "base"
        if not base.exists():
            (base / "custom_nodes").mkdir(parents=True)
            shutil.copytree(
                HERE / "scratch_pack" / "atelier_scratch", base / "custom_nodes" / "atelier_scratch"
            )
        self.tenants.mkdir(exist_ok=True)
        self.port = self.port or _free_port()
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command(base),
                cwd=_comfy_dir(),
                env=self._environment(),
                stdout=log,
                stderr=log,
            )

    def stop(self) -> int | None:
        """SIGINT, as a terminal would; SIGKILL when it does not listen."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def _command(self, base: Path) -> list[str]:
        python = os.environ.get("COMFYUI_PYTHON", sys.executable)
        command = [python, "main.py", "--cpu", "--disable-api-nodes", "--listen", "127.0.0.1"]
        command += ["--port", str(self.port), "--base-directory", str(base), *self.extra_args]
        yaml = {
            "ours": EXTENSION / "extra_model_paths.yaml",
            "naive-context": HERE / "naive_pack" / "extra_model_paths.yaml",
            "naive-global": HERE / "naive_pack" / "extra_model_paths.yaml",
        }.get(self.against)
        return command + (["--extra-model-paths-config", str(yaml)] if yaml else [])

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "ATELIER_RUNNER_SECRET": self.secret,
            "ATELIER_TENANTS_ROOT": str(self.tenants),
            "ATELIER_SHARED_LOADERS": SHARED_LOADERS,
            "NAIVE_MODE": self.against.removeprefix("naive-"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.extra_env,
        }

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/prompt", timeout=2)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def _tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]


def _comfy_dir() -> str:
    return os.environ["COMFYUI_DIR"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
