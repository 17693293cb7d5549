"""An S3-compatible service over real HTTP, and storages that keep evidence in it."""

import itertools
import logging

import pytest
from django.core.files.storage import default_storage

from portfolio.files.storage.addresses import Bucket
from portfolio.files.storage.s3 import _new_client

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def s3_service():
    """The address of moto's server, which stays for the whole run."""
    # Loaded only where it is used: it takes a while.
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def new_bucket(endpoint):
    """A bucket that nothing else uses."""
    bucket = Bucket(
        name=f"evidence-{next(numbers)}",
        prefix="centre/",
        key="key",
        secret="secret",
        region="us-east-1",
        endpoint=endpoint,
    )
    client = _new_client(bucket)
    client.create_bucket(Bucket=bucket.name)
    client.close()
    return bucket


def options_of(bucket, directory):
    """The setting for ``bucket``, with what is on its way in ``directory``."""
    location = str(directory / "files")
    return {
        "BACKEND": "portfolio.files.storage.s3.S3Storage",
        "OPTIONS": {"bucket": bucket, "location": location},
    }


@pytest.fixture
def s3_storage(settings, tmp_path, s3_service):
    """The site's storage is a new bucket."""
    default = options_of(new_bucket(s3_service), tmp_path)
    settings.STORAGES = settings.STORAGES | {"default": default}
    yield default_storage
    default_storage.close()


@pytest.fixture(params=["local", "s3"])
def any_storage(request):
    """Each kind of storage in turn; the same must hold of all."""
    return request.getfixturevalue({"local": "own_storage", "s3": "s3_storage"}[request.param])
