"""One hash of content, for whatever is declared, frozen or handed over."""

import hashlib
import json
from typing import Any


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 (hex) of the content's canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
