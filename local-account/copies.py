"""Copies of the account as it is, each in a process and on a port of its own, for
the price of a fork.

Asked of the account itself:

    POST /copies {"owner": 4711}   a copy that ends with process 4711; answers its port

Asked of a copy:

    POST   /copies/state           keeps the state that it has now
    PUT    /copies/state           brings it back to the state that was kept last
    DELETE /copies                 ends it

A state is a process that has it and waits: whenever one is asked for, it forks the
process that serves it.
"""

import gc
import json
import os
import signal
import socket
import threading
import time

from werkzeug.wrappers import Request, Response

LOOK_AFTER_OWNER_S = 0.5

KEEP = ("POST", "/copies/state")
RESTORE = ("PUT", "/copies/state")
END = ("DELETE", "/copies")
WISHES = (KEEP, RESTORE, END)


class Account:
    """Serves the account's application on a listening socket, and copies of it."""

    def __init__(self, application, make_server):
        """make_server -- makes a server of an application and a descriptor."""
        self.application = application
        self.make_server = make_server
        self.lock = threading.Lock()
        # The system removes copies that have ended, so nobody waits for them.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] != "/copies":
            return self.application(environ, start_response)
        with self.lock:
            answer = self.answer(Request(environ))
        return answer(environ, start_response)

    def answer(self, request):
        if request.method != "POST":
            return Response(status=405)
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
            copy = Copy(self, request.get_json()["owner"], listener.fileno())
            copy.keep_state()
            port = listener.getsockname()[1]
        return Response(json.dumps({"port": port}), mimetype="application/json")


class Copy:
    """A copy, in the process that has its state and in the one that serves it."""

    def __init__(self, account, owner, listener):
        self.application = account.application
        self.make_server = account.make_server
        self.owner = owner
        self.listener = listener
        self.server = None
        self.answered = None
        # A pipe that asks the process with the state for another process that
        # serves it.
        self.wish = None

    def keep_state(self):
        """Leaves a process behind that has the state, and has it served."""
        # The collector would write to pages that all copies share.
        gc.freeze()
        if os.fork() != 0:
            return
        try:
            # These connections belong to the parent process.
            for first, last in [(3, self.listener), (self.listener + 1, 4096)]:
                os.closerange(first, last)
            while True:
                wishes, self.wish = os.pipe()
                if os.fork() == 0:
                    os.close(wishes)
                    self.serve()
                os.close(self.wish)
                # Empty once no process is left that could ask.
                if not os.read(wishes, 1):
                    os._exit(0)
                os.close(wishes)
        finally:
            os._exit(1)

    def serve(self):
        threading.Thread(target=self.end_with_owner, daemon=True).start()
        self.answered = threading.Event()
        self.server = self.make_server(self, self.listener)
        self.server.serve_forever(poll_interval=0.01)
        self.answered.wait()
        os._exit(0)

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] not in ("/copies", "/copies/state"):
            return self.application(environ, start_response)
        request = Request(environ)
        wish = (request.method, request.path)
        if wish not in WISHES:
            return Response(status=405)(environ, start_response)
        answer = Response(status=204, headers={"Connection": "close"})
        # The next process answers the next request.
        self.server.shutdown()
        answer.call_on_close(self.answered.set)
        if wish == KEEP:
            self.keep_state()
        elif wish == RESTORE:
            os.write(self.wish, b"1")
        return answer(environ, start_response)

    def end_with_owner(self):
        while is_running(self.owner):
            time.sleep(LOOK_AFTER_OWNER_S)
        os._exit(0)


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
