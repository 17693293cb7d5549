from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = "People and evidence"


class PeopleAdminConfig(SimpleAdminConfig):
    """Django admin, with the site's own log-in."""

    default_site = "portfolio.admin_site.PeopleAdminSite"

    def ready(self) -> None:
        super().ready()
        self.module.autodiscover()


class PagesStaticFilesConfig(StaticFilesConfig):
    """Collects what a page can load, not all that the front-end packages contain."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        # Extensions of htmx name files that are not in their packages.
        "ext",
        # Runs the scripts inside a PDF, which is never wanted.
        "pdf.sandbox.*",
        # Only the minified forms are served: compressing the others takes a minute.
        "pdf.mjs",
        "pdf.worker.mjs",
        "pdf.renderer.mjs",
        "bootstrap.css",
        "bootstrap-*.css",
        "bootstrap.bundle.js",
        "bootstrap.esm.*",
        "bootstrap.js",
        "bootstrap.min.js",
        "htmx.js",
        "htmx.amd.js",
        "htmx.cjs.js",
        "htmx.esm.js",
        "htmax*",
        "jquery.js",
        "browser-test-bundle.js",
        "tus.js",
        # Of the hashes only SHA-256 is computed in the page.
        "_blake.js",
        "argon2.js",
        "blake*.js",
        "eskdf.js",
        "hkdf.js",
        "hmac.js",
        "legacy.js",
        "pbkdf2.js",
        "scrypt.js",
        "sha3*.js",
        "webcrypto.js",
        "*.ts",
        "select2.full.js",
        "xregexp.js",
        "*.gz",
        "*.rtl.*",
        "*.map",
        "*.d.ts",
    ]
