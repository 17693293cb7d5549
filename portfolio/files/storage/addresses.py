"""The one setting that says where evidence is kept, taken apart."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FORM = "s3://KEY:SECRET@bucket/folder?region=eu-west-2&endpoint=https://s3.example.org"
KNOWN = {"region", "endpoint"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of an S3-compatible service. Empty values are left to boto3: the service is then
    Amazon's, and key and region come from its own environment variables, files or roles."""

    name: str
    prefix: str = ""
    key: str = ""
    secret: str = ""
    region: str = ""
    endpoint: str = ""


def bucket_of(address: str) -> Bucket:
    """The bucket that ``STORAGE_URL`` names; raises ``ImproperlyConfigured`` with the form of it.

    Characters such as ``/`` and ``+`` in a key are percent-encoded.
    """
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    # Case matters in none of it but the key, and no bucket's name has capitals.
    name = parts.hostname or ""
    if parts.scheme != "s3" or not name or set(options) - KNOWN:
        raise ImproperlyConfigured(f"STORAGE_URL is empty or of the form {FORM}")
    folder = parts.path.strip("/")
    return Bucket(
        name=name,
        prefix=f"{folder}/" if folder else "",
        key=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
        region=options.get("region", ""),
        endpoint=options.get("endpoint", ""),
    )
