"""Sending one e-mail while somebody waits for it: never for long, and never an error."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

log = logging.getLogger(__name__)

SECONDS_TO_SEND = 8
# Of the mail server, of the connection, and of an address or subject that is none.
NOT_SENT = (SMTPException, OSError, ValueError)


def send_mail(address: str, subject: str, template: str, context: dict[str, Any]) -> bool:
    """E-mail a text template. False without an address or when it could not be sent."""
    if not address:
        return False
    message = EmailMessage(
        subject,
        render_to_string(template, context),
        to=[address],
        # A page waits for this: a mail server that is silent must not hold it up.
        connection=get_connection(timeout=SECONDS_TO_SEND),
    )
    try:
        return bool(message.send())
    except NOT_SENT:
        # The address stays out of the log.
        log.exception("An e-mail could not be sent: %s", subject)
        return False
