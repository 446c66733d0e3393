"""Where files are found, read and written: H06, H09-H13, H20-H20y, H23."""

import asyncio
import json

import graphs
import pytest
from client import Tenant

RED, GREEN = (200, 0, 0), (0, 200, 0)


async def test_h06_ones_own_input_is_accepted(comfy, names):
    async with Tenant(comfy, names[0]) as alice:
        alice.put_image("h06.png", RED)
        status, answer = await alice.submit(graphs.copy_image("h06.png"))
        assert status == 200, answer


async def test_h06b_anothers_input_is_refused_whoever_ran_last(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        alice.put_image("h06b.png", RED)
        for last in (alice, bob):
            await last.run(graphs.save_image(graphs.fresh_color()))
            status, _ = await bob.submit(graphs.copy_image("h06b.png"))
            assert status == 400


async def _listed(tenant: Tenant) -> list[str]:
    info = await tenant.get_json("/object_info/LoadImage")
    return info["LoadImage"]["input"]["required"]["image"][0]


async def test_h09_object_info_lists_only_ones_own_inputs(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        alice.put_image("h09a.png", RED)
        bob.put_image("h09b.png", GREEN)
        assert await _listed(bob) == ["h09b.png"]


async def test_h09b_object_info_while_anothers_prompt_runs(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        alice.put_image("h09c.png", RED)
        _, answer = await alice.submit(graphs.single("ScratchSlow", steps=5, step_s=0.1, salt="9"))
        await alice.started(answer["prompt_id"])
        assert "h09c.png" not in await _listed(bob)
        await alice.finished(answer["prompt_id"])


async def test_h10_view_serves_ones_own_file(comfy, names):
    async with Tenant(comfy, names[0]) as alice:
        alice.put_image("own.png", RED, "output")
        status, data = await alice.get("/view", filename="own.png", type="output")
        assert (status, data[:4]) == (200, b"\x89PNG")


@pytest.mark.parametrize("way", ["name", "annotated", "dots", "absolute", "link", "link preview"])
async def test_h10_view_does_not_serve_anothers_file(comfy, names, way):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        theirs = alice.put_image("h10.png", RED, "output")
        await alice.run(graphs.save_image(graphs.fresh_color()))  # naive: alice's directories
        link = bob.folder("output") / "link.png"
        link.symlink_to(theirs)
        (comfy.process_wide("output") / "link.png").unlink(missing_ok=True)
        (comfy.process_wide("output") / "link.png").symlink_to(theirs)
        ways = {
            "name": {"filename": "h10.png"},
            "annotated": {"filename": "h10.png [output]"},
            "dots": {"filename": "h10.png", "subfolder": f"../../{alice.name}/output"},
            "absolute": {"filename": "h10.png", "subfolder": str(alice.folder("output"))},
            "link": {"filename": "link.png"},
            "link preview": {"filename": "link.png", "preview": "webp"},
        }
        if way.startswith("link"):
            await bob.run(graphs.save_image(graphs.fresh_color()))
        status, _ = await bob.get("/view", **ways[way])
        assert status in (400, 403, 404)


@pytest.mark.parametrize("way", ["absolute", "dots", "output", "link"])
async def test_h11_annotated_names_do_not_leave_the_directories(comfy, names, way):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        theirs = alice.put_image("h11.png", RED)
        alice.put_image("h11.png", RED, "output")
        await bob.run(graphs.save_image(graphs.fresh_color()))
        for folder in (bob.folder("input"), comfy.process_wide("input")):
            (folder / f"link-{bob.name}.png").symlink_to(theirs)
        ways = {
            "absolute": str(theirs),
            "dots": f"../../{alice.name}/input/h11.png",
            "output": f"../../{alice.name}/output/h11.png [output]",
            "link": f"link-{bob.name}.png",
        }
        if way in ("dots", "output") and comfy.against == "naive-context":
            ways[way] = ways[way].replace("../../", "../../tenants/")
        status, answer = await bob.submit(graphs.copy_image(ways[way], "h11"))
        assert status == 400, answer
        assert "h11.png" in json.dumps(answer) or "link-" in json.dumps(answer)


@pytest.mark.parametrize("way", ["dots", "absolute", "link"])
async def test_h12_filename_prefix_does_not_leave_the_directories(comfy, names, way):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        alice.folder("output")
        for folder in (bob.folder("output"), comfy.process_wide("output")):
            (folder / f"to-{alice.name}").symlink_to(alice.folder("output"))
        ways = {
            "dots": f"../../{alice.name}/output/h12",
            "absolute": str(alice.folder("output") / "h12"),
            "link": f"to-{alice.name}/h12",
        }
        entry = await bob.run(graphs.save_image(graphs.fresh_color(), ways[way]))
        assert alice.files() == []
        assert entry["status"]["status_str"] == "error"


async def test_h13_uploads_go_to_ones_own_input(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        data = alice.put_image("source.png", RED).read_bytes()
        status, answer = await bob.upload("h13.png", data)
        assert (status, answer["name"]) == (200, "h13.png")
        assert bob.files("input") == ["h13.png"]


@pytest.mark.parametrize("way", ["dots", "absolute", "name", "link"])
async def test_h13_uploads_do_not_reach_anothers_directory(comfy, names, way):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        data = bob.put_image("source.png", RED).read_bytes()
        before = alice.files("input")
        for folder in (bob.folder("input"), comfy.process_wide("input")):
            (folder / f"to-{alice.name}").symlink_to(alice.folder("input"))
        subfolder = {
            "dots": f"../../{alice.name}/input",
            "absolute": str(alice.folder("input")),
            "link": f"to-{alice.name}",
        }.get(way, "")
        name = f"../../{alice.name}/input/h13.png" if way == "name" else "h13.png"
        status, _ = await bob.upload(name, data, subfolder=subfolder)
        assert alice.files("input") == before
        # A name with slashes may also be taken literally, as a file of bob's own.
        assert status in (400, 403) or way == "name"


WAYS = ["call", "bound import", "attribute", "by type", "constant", "thread", "pool"]
ASYNC_WAYS = ["task", "to_thread"]


@pytest.mark.parametrize("way", WAYS + ASYNC_WAYS)
async def test_h20_every_way_to_find_the_output_directory(comfy, names, way):
    node = "ScratchSaveAsync" if way in ASYNC_WAYS else "ScratchSaveBy"
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        await alice.run(graphs.single(node, way=way, name="of-alice.txt"))
        await bob.run(graphs.single(node, way=way, name="of-bob.txt"))
        await alice.run(graphs.single(node, way=way, name="of-alice-again.txt"))
        assert alice.files() == ["of-alice-again.txt", "of-alice.txt"]
        assert bob.files() == ["of-bob.txt"]


@pytest.mark.parametrize("way", ["absolute", "link", "link and dots"])
async def test_h20x_a_raw_path_of_another_is_not_written(comfy, names, way):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        target = alice.folder("output") / "h20x.txt"
        link = bob.folder("output") / "link"
        link.symlink_to(alice.folder("output"))
        ways = {
            "absolute": str(target),
            "link": str(link / "h20x.txt"),
            # As text this is bob's output/output; for the kernel it is alice's.
            "link and dots": f"{link}/../output/h20x.txt",
        }
        entry = await bob.run(graphs.single("ScratchWritePath", path=ways[way], text="of bob"))
        assert alice.files() == []
        assert entry["status"]["status_str"] == "error"


@pytest.mark.parametrize("place", ["other tenant", "process-wide"])
async def test_h20x_a_raw_path_of_another_is_not_read(comfy, names, place):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        folder = alice.folder("input") if place == "other tenant" else comfy.process_wide("input")
        (folder / "h20x.txt").write_text("secret of alice")
        entry = await bob.run(graphs.read_text(str(folder / "h20x.txt"), "ScratchReadPath"))
        assert "secret" not in json.dumps(entry["outputs"])
        assert entry["status"]["status_str"] == "error"


async def test_h20y_a_late_thread_does_not_write_into_the_next_tenants_directory(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        await alice.run(graphs.single("ScratchSaveLate", name="late.txt", delay_s=0.4))
        await bob.run(graphs.single("ScratchSlow", steps=8, step_s=0.1, salt="h20y"))
        await asyncio.sleep(0.2)
        assert bob.files() == []


async def test_h23_userdata_and_settings_are_not_readable_by_another(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        await alice.post("/userdata/workflows%2Fh23.json?overwrite=true", {"secret": alice.name})
        await alice.post("/settings/h23", f"secret of {alice.name}")
        for path in ("/userdata/workflows%2Fh23.json", "/settings/h23", "/settings"):
            assert alice.name.encode() not in (await bob.get(path))[1]
        assert b"h23" not in (await bob.get("/userdata", dir="workflows"))[1]
