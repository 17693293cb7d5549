"""Second factors: authenticator apps, passkeys, recovery codes.

Rows, one-time codes and the passkey ceremony are allauth's; its pages are not used: ours slow down
guessing in a counter that all processes share, take each code once, and run no inline script.
"""
