"""What a portfolio PDF costs: CPU seconds of whole processes, and their peak memory.

    ./run bench pdf [ITEMS …]

For each size, each in a process of its own: Chromium printing the same content, tagged; WeasyPrint
in one piece; our sections, none of them laid out before ("cold", but for the fonts, which any
document leaves behind); the same after one item has changed; and again with nothing changed. CPU
time counts a process from its start, children too, and so does the clock's. Machines differ:
compare the columns in units of Chromium.

    ./run bench pdf batch [PORTFOLIOS]

Portfolios of 60 items each, laid out and bound by one process and by two at once.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import django

SIZES = (60, 200, 1000)
PLAIN_UP_TO = 60  # in one piece more items take minutes and gigabytes
CRITERIA = 75
PORTFOLIOS, PORTFOLIO_ITEMS = 100, 60


@dataclass(frozen=True)
class Cost:
    """CPU and elapsed seconds, peak memory in MB, pages and size in kB of the document."""

    cpu: float
    elapsed: float
    memory: float
    pages: int
    size: float


# -- In processes of their own ----------------------------------------------------------------


def seed(items: str) -> None:
    from django.core.management import call_command

    from tests.seeding import fill_centre

    call_command("migrate", verbosity=0)
    fill_centre(learners=2, criteria=CRITERIA, items=int(items))


def html(output: str) -> None:
    """The same content for Chromium: one page, its styles inside."""
    from django.template.loader import render_to_string

    from assessment.dossier.sections import sections_of

    dossier = _dossier()
    values = {"dossier": dossier, "sections": sections_of(dossier, {}), "product": "Cairn"}
    style = Path("static/css/dossier.css").read_text().replace("static:", f"{_fonts()}/")
    page = render_to_string("dossier/document.html", values)
    Path(output).write_text(page.replace("</head>", f"<style>{style}</style></head>"))


def prepare(output: str) -> None:
    """Another learner's small portfolio: an installation has its fonts on the shelf before long."""
    from assessment.dossier.compiling import compile_dossier
    from assessment.dossier.rendering import render_pdf
    from assessment.models import Enrolment

    with open(output, "w+b") as file:
        render_pdf(compile_dossier(Enrolment.objects.last()), file)


def render(output: str) -> None:
    from assessment.dossier.rendering import render_pdf

    with open(output, "w+b") as file:
        render_pdf(_dossier(), file)


def plain(output: str) -> None:
    from django.conf import settings

    from assessment.dossier.binding.shelf import Shelf
    from assessment.dossier.originals import opened
    from assessment.dossier.plain import render_plainly
    from assessment.dossier.reporting import silent

    dossier = _dossier()
    with open(output, "w+b") as file, opened(dossier, Shelf(settings.SHELF_DIR)) as originals:
        render_plainly(dossier, originals, file, silent)


def change(title: str) -> None:
    """The last item's title: of a draft, as a learner would."""
    from portfolio.models import Evidence

    draft = Evidence.objects.filter(submissions=None).order_by("-number").first()
    Evidence.objects.filter(pk=draft.pk).update(title=title)


def many(output: str, first: str, last: str) -> None:
    """The same portfolio again and again, as if each were another learner's."""
    from dataclasses import replace

    from assessment.dossier.rendering import render_pdf

    dossier = _dossier()
    for number in range(int(first), int(last)):
        person = replace(dossier.person, name=f"Learner {number}")
        with open(f"{output}-{number}", "w+b") as file:
            render_pdf(replace(dossier, person=person), file)


def _dossier():
    from assessment.dossier.compiling import compile_dossier
    from assessment.models import Enrolment

    return compile_dossier(Enrolment.objects.first())


def _fonts() -> str:
    return str(Path("node_modules/@fontsource").resolve())


# -- Measuring --------------------------------------------------------------------------------


def measured(folder: Path, command: list[str], output: Path) -> Cost:
    """Run ``command`` on the data in ``folder``; it writes a PDF to ``output``."""
    start = time.perf_counter()
    with subprocess.Popen(command, env=_environment(folder), **QUIET) as process:
        ticks, memory = _watched(process)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}.")
    elapsed = time.perf_counter() - start
    return Cost(ticks / os.sysconf("SC_CLK_TCK"), elapsed, memory, *_of(output))


QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
SECONDS_BETWEEN_LOOKS = 0.02


def _watched(process: subprocess.Popen) -> tuple[int, float]:
    """Clock ticks of the process and all below it, and the peak memory of all in MB.

    Read from /proc again and again: Chromium does not wait for its children, so that the kernel
    does not count them as its own.
    """
    ticks: dict[int, int] = {}
    peak = 0
    while process.poll() is None:
        found = _below(process.pid)
        ticks |= {pid: used for pid, (used, _) in found.items()}
        peak = max(peak, sum(pages for _, pages in found.values()))
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return sum(ticks.values()), peak * os.sysconf("SC_PAGE_SIZE") / 1e6


def _below(root: int) -> dict[int, tuple[int, int]]:
    """By process: ticks of CPU and resident pages; of ``root`` and what it started."""
    facts, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid = int(path.parent.name)
        parents[pid] = int(words[1])
        facts[pid] = (int(words[11]) + int(words[12]), int(words[21]))
    return {pid: fact for pid, fact in facts.items() if _is_below(pid, root, parents)}


def _is_below(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid > 1:
        if pid == root:
            return True
        pid = parents.get(pid, 0)
    return False


def ours(folder: Path, verb: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.pdf", f"--{verb}", *map(str, arguments)]


def _of(output: Path) -> tuple[int, float]:
    if not output.exists():
        return 0, 0
    shown = subprocess.run(
        ["qpdf", "--show-npages", output], check=True, capture_output=True, text=True
    )
    return int(shown.stdout), output.stat().st_size / 1000


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {
        "DATA_DIR": str(folder),
        "SITE_MODE": "development",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "portfolio.settings",
    }


def chromium(page: Path, output: Path) -> list[str]:
    browser = shutil.which("chromium") or "chromium"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--export-tagged-pdf"]
    options += ["--no-pdf-header-footer", f"--print-to-pdf={output}", "--timeout=600000"]
    return [browser, *options, page.as_uri()]


def compare(sizes: list[int]) -> None:
    print(COLUMNS.format("", "CPU s", "× Chromium", "elapsed", "MB", "pages", "kB"))
    for items in sizes:
        with tempfile.TemporaryDirectory() as name:
            print(f"{items} items")
            for line in _rows(Path(name), items):
                print(line, flush=True)


COLUMNS = "{:28}{:>9}{:>12}{:>9}{:>7}{:>7}{:>8}"


def _rows(folder: Path, items: int):
    output, page = folder / "document.pdf", folder / "page.html"
    _run(folder, "seed", items)
    _run(folder, "prepare", output)
    _run(folder, "html", page)
    browser = measured(folder, chromium(page, output), output)
    again = ours(folder, "render", output)
    yield _row("Chromium", browser, browser)
    if items <= PLAIN_UP_TO:
        whole = measured(folder, ours(folder, "plain", output), output)
        yield _row("WeasyPrint in one piece", whole, browser)
    yield _row("sections, cold", measured(folder, again, output), browser)
    _run(folder, "change", "Another title")
    yield _row("sections, one item changed", measured(folder, again, output), browser)
    yield _row("sections, nothing changed", measured(folder, again, output), browser)


def _row(name: str, cost: Cost, browser: Cost) -> str:
    return COLUMNS.format(
        f"  {name}",
        f"{cost.cpu:.1f}",
        f"{cost.cpu / browser.cpu:.2f}",
        f"{cost.elapsed:.1f}",
        f"{cost.memory:.0f}",
        cost.pages,
        f"{cost.size:.0f}",
    )


def _run(folder: Path, verb: str, *arguments: object) -> None:
    subprocess.run(ours(folder, verb, *arguments), check=True, env=_environment(folder))


def batch(portfolios: int) -> None:
    """Portfolios a minute with one process and with two."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(folder, "seed", PORTFOLIO_ITEMS)
        _run(folder, "prepare", folder / "document")
        rates = [_rate(folder, portfolios, processes) for processes in (1, 2)]
    print(f"{portfolios} portfolios of {PORTFOLIO_ITEMS} items")
    for processes, rate in zip((1, 2), rates, strict=True):
        print(f"  {processes} at once: {60 * rate:.1f} a minute, {rate / rates[0]:.2f} × one")


def _rate(folder: Path, portfolios: int, processes: int) -> float:
    for quire in (folder / "shelf").glob("*/*.quire"):
        quire.unlink()
    step, start = portfolios // processes, time.perf_counter()
    running = [
        subprocess.Popen(
            ours(folder, "many", folder / "document", each * step, (each + 1) * step),
            env=_environment(folder),
        )
        for each in range(processes)
    ]
    if any(process.wait() for process in running):
        raise RuntimeError("One of the processes failed.")
    return step * processes / (time.perf_counter() - start)


def main() -> None:
    arguments = sys.argv[1:]
    if arguments and arguments[0].startswith("--"):
        django.setup()
        globals()[arguments[0].removeprefix("--")](*arguments[1:])
    elif arguments and arguments[0] == "batch":
        batch(int(arguments[1]) if len(arguments) > 1 else PORTFOLIOS)
    else:
        compare([int(each) for each in arguments] or list(SIZES))


if __name__ == "__main__":
    main()
