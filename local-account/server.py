"""Serves an empty local AWS account on the loopback interface.

    python server.py [--port 4566] [--end-with-stdin]

The port is printed as the first line of standard output, once the account
listens. Without --port a free one is taken, which moto's own command can't say.
"""

import argparse
import logging
import os
import signal
import sys
import threading

# Makes moto more like AWS; the seed relies on it.
os.environ.update(
    {
        # Otherwise AWS's own policies don't exist, not even
        # AdministratorAccess.
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        # Otherwise every account reads and writes every other account's
        # buckets.
        "MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS": "false",
    }
)

from moto import backends  # noqa: E402
from moto.core.utils import (  # noqa: E402
    get_service_model,
    service_name_from_moto_package_name,
)
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server  # noqa: E402

# Leaves no compiled files beside the sources.
sys.dont_write_bytecode = True
import identity_center  # noqa: E402
import personalize  # noqa: E402
from copies import Account  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description="Serves a local AWS account.")
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument(
        "--end-with-stdin",
        action="store_true",
        help="end when standard input does, so that a killed parent leaves nothing behind",
    )
    return parser.parse_args()


def end_with_stdin():
    # Doesn't use sys.stdin, whose lock would block the end of the interpreter.
    while os.read(0, 4096):
        pass
    os._exit(0)


def server_of(application, fd=None, port=0):
    return make_server(
        "127.0.0.1",
        port,
        application,
        threaded=True,
        request_handler=MotoRequestHandler,
        fd=fd,
    )


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    # A line for each request would hide problems.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    identity_center.install()
    personalize.install()
    # Each request searches this list, and moto reads a folder to build it.
    services = list(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: services

    # Each copy of the account would load them again, at its first error.
    for package in ["iam", "identitystore", "kms", "s3", "ssoadmin", "sts"]:
        get_service_model(service_name_from_moto_package_name(package))

    application = DomainDispatcherApplication(create_backend_app)
    server = server_of(Account(application, server_of), port=options.port)
    if options.end_with_stdin:
        # Ctrl-C reaches the whole group; the parent decides when this one ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=end_with_stdin, daemon=True).start()
    print(server.port, flush=True)
    server.serve_forever()


main()
