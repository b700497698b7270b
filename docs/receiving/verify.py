"""Verifies a webhook (Standard Webhooks, v1). Python 3.9 or newer, nothing to install."""

import base64
import hashlib
import hmac
import time


def verify(secret, headers, body, tolerance=300):
    """True when `body`, the bytes as they came, was signed with `secret` (whsec_...) within `tolerance` seconds.

    `headers` maps lower-case names to values.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs(time.time() - int(timestamp)) > tolerance:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = message_id.encode() + b"." + timestamp.encode() + b"." + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    candidates = [entry[3:] for entry in signatures.split(" ") if entry.startswith("v1,")]
    return any(hmac.compare_digest(expected, candidate.encode()) for candidate in candidates)


if __name__ == "__main__":  # verify.py SECRET ID TIMESTAMP SIGNATURE < body
    import sys

    secret, message_id, timestamp, signature = sys.argv[1:5]
    sent = {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": signature}
    sys.exit(0 if verify(secret, sent, sys.stdin.buffer.read()) else 1)
