"""The parts of ComfyUI's queue, server and caches that the wrappers meet, in their 0.3.64 shape."""

import heapq
import threading


class PromptQueue:
    def __init__(self, server):
        self.server = server
        self.mutex = threading.RLock()
        self.queue = []
        self.currently_running = {}
        self.history = {}

    def put(self, item):
        with self.mutex:
            heapq.heappush(self.queue, item)
            self.server.queue_updated()

    def start(self):
        """What get() does with the next item."""
        item = heapq.heappop(self.queue)
        self.currently_running[0] = item
        return item

    def finish(self):
        item = self.currently_running.pop(0)
        self.history[item[1]] = {"prompt": item, "outputs": {}, "status": None}

    def get_current_queue(self):
        return (list(self.currently_running.values()), list(self.queue))

    def get_current_queue_volatile(self):
        return (list(self.currently_running.values()), list(self.queue))

    def get_tasks_remaining(self):
        return len(self.queue) + len(self.currently_running)

    def wipe_queue(self):
        self.queue = []
        self.server.queue_updated()

    def delete_queue_item(self, function):
        for index, item in enumerate(self.queue):
            if function(item):
                self.queue.pop(index)
                heapq.heapify(self.queue)
                return True
        return False

    def get_history(self, prompt_id=None, max_items=None, offset=-1, map_function=None):
        if prompt_id is None:
            return dict(self.history)
        return {prompt_id: self.history[prompt_id]} if prompt_id in self.history else {}

    def wipe_history(self):
        self.history = {}

    def delete_history_item(self, id_to_delete):
        self.history.pop(id_to_delete, None)


class PromptServer:
    def __init__(self):
        self.sockets = {}
        self.sockets_metadata = {}
        self.client_id = None
        self.last_node_id = None
        self.sent = []
        self.prompt_queue = None

    def send_sync(self, event, data, sid=None):
        self.sent.append((event, data, sid))

    async def send_json(self, event, data, sid=None):
        self.sent.append((event, data, sid))

    async def send_bytes(self, event, data, sid=None):
        self.sent.append((event, data, sid))

    def queue_updated(self):
        self.send_sync("status", {"status": self.get_queue_info()})

    def get_queue_info(self):
        return {"exec_info": {"queue_remaining": self.prompt_queue.get_tasks_remaining()}}


class PromptExecutor:
    """Runs `prompt` as a function, so that tests can do anything in the middle of a prompt."""

    def __init__(self, server):
        self.server = server
        self.status_messages = []
        self.success = True

    def add_message(self, event, data, broadcast):
        self.status_messages.append((event, data))
        if self.server.client_id is not None or broadcast:
            self.server.send_sync(event, data, self.server.client_id)

    async def execute_async(self, prompt, prompt_id, extra_data=None, execute_outputs=()):
        self.add_message("execution_start", {"prompt_id": prompt_id}, broadcast=False)
        prompt()
        self.history_result = {"outputs": {"1": prompt_id}, "meta": {}}
        self.add_message("execution_success", {"prompt_id": prompt_id}, broadcast=False)
