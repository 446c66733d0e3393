"""Options must be known before the leak suite's own conftest is read."""


def pytest_addoption(parser):
    parser.addoption(
        "--against",
        choices=("ours", "naive-context", "naive-global"),
        default="ours",
        help="what the leak suite runs on: the extension, or naive directory switching",
    )
    parser.addoption("--comfy-args", default="", help="further arguments for ComfyUI")


def pytest_configure(config):
    config.addinivalue_line("markers", "ours_only: concerns the extension's own protocol")
    config.addinivalue_line("markers", "spoils: leaves a naive process unusable")
