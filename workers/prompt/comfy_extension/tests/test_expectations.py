import types

from atelier_tenancy.expectations import Expected, changed, missing_state, of_paths


class Subject:
    def same(self, item):
        pass

    def wider(self, item, extra=None, *args, **kwargs):
        pass

    def renamed(self, thing):
        pass

    def needs_more(self, item, other):
        pass

    async def turned_async(self, item):
        pass

    wrong_kind = 7


def _changes(*names, is_async=False):
    return changed(Expected("Subject", Subject, name, "self item", is_async) for name in names)


def test_what_is_as_expected_or_only_wider_is_fine():
    assert _changes("same", "wider") == []


def test_each_change_is_named():
    changes = _changes("gone", "renamed", "needs_more", "turned_async", "wrong_kind")
    assert changes == [
        "Subject.gone is missing",
        "Subject.renamed(self, thing) instead of (self, item)",
        "Subject.needs_more(self, item, other) instead of (self, item)",
        "Subject.turned_async has become async",
        "Subject.wrong_kind is missing",
    ]
    assert _changes("same", is_async=True) == ["Subject.same is no longer async"]


def test_the_standard_library_is_what_we_wrap():
    names = [each for each in of_paths(types.ModuleType("folder_paths")) if "." in each.label]
    assert changed(each for each in names if each.label == "threading.Thread") == []


def test_missing_state_is_named():
    server = types.SimpleNamespace(app=types.SimpleNamespace(), routes=1)
    missing = missing_state(server)
    assert "PromptServer.app.middlewares is missing" in missing
    assert "PromptQueue.history is missing" in missing
    assert not any("routes" in each for each in missing)
