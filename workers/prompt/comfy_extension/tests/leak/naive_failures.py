CAUGHT = {"naive-context": frozenset(), "naive-global": frozenset()}
