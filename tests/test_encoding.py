"""Only UTF-8 comes in."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from portfolio.encoding import take_only_utf8
from portfolio.wsgi import application as site

CODECS = ["unicode_escape", "raw_unicode_escape", "punycode", "rot13", "hex", "undefined", "utf-16"]
QUERY = "next=%5Cud800%5Cx00%ff"


def reader(environ, start_response):
    """An application that decodes a request as Django's own does."""
    request = WSGIRequest(environ)
    request.GET["next"].encode()
    start_response("200 OK", [])
    return []


def status_of(application=None, **headers):
    environ = RequestFactory()._base_environ(PATH_INFO="/login/", QUERY_STRING=QUERY, **headers)
    found = []
    (application or take_only_utf8(reader))(environ, lambda status, _: found.append(status[:3]))
    return found[0]


@pytest.mark.parametrize("codec", CODECS)
def test_no_request_chooses_a_codec(codec):
    assert status_of(CONTENT_TYPE=f"text/plain; charset={codec}") == "400"


@pytest.mark.parametrize("name", ["charset", "boundary", "x"])
def test_a_parameter_in_an_unknown_encoding_is_refused(name):
    assert status_of(CONTENT_TYPE=f"multipart/form-data; {name}*=bogus''%41") == "400"


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "text/plain;charset=UTF-8", "nonsense;;=", "a;*"]
)
def test_utf8_and_nothing_named_are_taken(kind):
    assert status_of(CONTENT_TYPE=kind) == "200"


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_cookie_with_nul_is_refused(name):
    assert status_of(HTTP_COOKIE=f'{name}="abcdefgh\\000x"') == "400"
    assert status_of(HTTP_COOKIE=f'{name}="abcdefgh\\001x"') == "200"


def test_the_site_is_guarded():
    assert status_of(site, CONTENT_TYPE="text/plain; charset=rot13") == "400"
