"""Where style sheets, scripts and fonts are collected."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_source_maps(patterns: tuple) -> tuple:
    """Packages name maps that they do not always ship, and no page loads one."""
    return tuple(
        (
            extension,
            tuple(pattern for pattern in found if "sourceMappingURL" not in str(pattern)),
        )
        for extension, found in patterns
    )


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside ``import … from`` of JavaScript modules."""

    support_js_module_import_aggregation = True
    patterns = _without_source_maps(CompressedManifestStaticFilesStorage.patterns)

    def create_compressor(self, **options: Any) -> Compressor:
        """Only gzip: Brotli would take a minute and a half of each set-up to save some per cent."""
        return Compressor(**options, use_brotli=False)
