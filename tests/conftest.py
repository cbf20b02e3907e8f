"""What the tests in a real browser share: the app on a free port, Chromium, and pages opened for visitors of their own."""

import pytest

from benchmarks.browser import CHROMIUM, PATIENCE, chromium, server


def pytest_collection_modifyitems(items):
    if CHROMIUM is None:
        without = pytest.mark.skip(reason="no Chromium on this machine: `make browser` installs your system's package")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(without)


@pytest.fixture(scope="module")
def address():
    with server() as at:
        yield at


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser, address):
    """Opens pages, each for a visitor of its own; what goes wrong in their scripts fails the test."""
    contexts, wrong = [], []

    def opened(path="", locale="en-GB", width=1400, **more):
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 1000}, **more)
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{address}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong
