#!/usr/bin/env python3
"""Opens a bundle of `sealstead prove` with its data key, or with the customer's key (SSE-C).

Written from docs/format.md alone; needs Python 3.9 and its package cryptography (Debian: python3-cryptography).

    read_bundle.py BUNDLE --keys BUNDLE/keys.json > object
    read_bundle.py BUNDLE --data-key HEX [--outer-key HEX] > object
    read_bundle.py BUNDLE --customer-key BASE64 > object

Nothing is written of a segment that was changed, left out, or belongs elsewhere: it ends with status 1 there, and
where a piece is missing, doubled or out of order. A bundle without `listMac` is read with a warning.
"""
import argparse
import base64
import io
import json
import pathlib
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEADER, TAG, SEGMENT = 40, 16, 65536


def additional(purpose, *parts):
    """What a ciphertext is and where it belongs: each text with its length before it."""
    texts = [text.encode() for text in (purpose, *parts)]
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)


def read_fully(source, count):
    """As many bytes as there are, but `count` at most, from a source that may give fewer at once."""
    out = bytearray()
    while len(out) < count:
        some = source.read(count - len(out))
        if not some:
            break
        out += some
    return bytes(out)


class Opened(io.RawIOBase):
    """The plaintext of a sealed stream, one segment after the other."""

    def __init__(self, source, key, info):
        header = read_fully(source, HEADER)
        if len(header) < HEADER or header[0] != HEADER:
            raise ValueError("this is no sealed stream")
        salt, self.prefix = header[1:33], header[33:]
        self.cipher = AESGCM(HKDF(SHA256(), 32, salt, info).derive(key))
        self.source, self.number, self.plain = source, 0, b""
        self.ahead = read_fully(source, SEGMENT - HEADER)
        self.last = False

    def readable(self):
        return True

    def readinto(self, buffer):
        while not self.plain and not self.last:
            segment, self.ahead = self.ahead, read_fully(self.source, SEGMENT)
            self.last = not self.ahead
            nonce = self.prefix + self.number.to_bytes(4, "big") + bytes([self.last])
            self.plain = self.cipher.decrypt(nonce, segment, None)
            self.number += 1
        count = min(len(buffer), len(self.plain))
        buffer[:count], self.plain = self.plain[:count], self.plain[count:]
        return count


def unwrap(wrapping_key, info, wrapped):
    """A wrapped key: its version, and a stream of one segment."""
    if wrapped[0] != 1:
        raise ValueError("a wrapped key of an unknown version")
    return Opened(io.BytesIO(wrapped[1:]), wrapping_key, info).read()


def keys_of(envelope, given):
    """The data key, and the outer key of DSSE-KMS."""
    if envelope["scheme"] == "SSE-C":
        if not given.customer_key:
            raise ValueError("the object is under a customer's key: --customer-key")
        customer, key = envelope["customer"], base64.b64decode(given.customer_key)
        mac = HKDF(SHA256(), 32, bytes.fromhex(customer["salt"]), b"sealstead-customer-key").derive(key)
        if mac.hex() != customer["mac"]:
            raise ValueError("that is not the key of the object")
        info = additional("wrapped-customer", envelope["bucketId"], envelope["wrappedFor"], envelope["objectId"])
        return unwrap(key, info, bytes.fromhex(customer["wrappedKey"])), None
    known = json.loads(pathlib.Path(given.keys).read_text()) if given.keys else {}
    data, outer = given.data_key or known.get("dataKey"), given.outer_key or known.get("outerKey")
    if not data or (envelope["scheme"] == "DSSE-KMS" and not outer):
        raise ValueError("the data key is needed, and the outer key of DSSE-KMS: --keys, or --data-key and --outer-key")
    return bytes.fromhex(data), bytes.fromhex(outer) if outer else None


def open_piece(source, envelope, piece, data_key, outer_key):
    """What a piece is bound to: a part with its number and id, or an object in one piece."""
    where = [envelope["bucketId"], envelope["objectId"]]
    purpose = "part" if piece["id"] else "object"
    where += [str(piece["number"]), piece["id"]] if piece["id"] else ["0"]
    if envelope["scheme"] != "DSSE-KMS":
        return Opened(source, data_key, additional(purpose, *where, "data"))
    outer = Opened(source, outer_key, additional(purpose, *where, "outer"))
    return Opened(outer, data_key, additional(purpose, *where, "inner"))


def check_list(envelope, pieces, mac, key):
    """That the pieces are those of the object, all of them and in their order."""
    if any(later["number"] <= piece["number"] for piece, later in zip(pieces, pieces[1:])):
        raise ValueError("the pieces are not in their order")
    texts = [envelope[name] for name in ("bucketId", "objectId", "scheme", "plaintextBytes", "storedBytes")]
    texts += [piece[name] for piece in pieces for name in ("number", "id", "plaintextBytes", "storedBytes")]
    if mac is None:
        print("warning: nothing proves that these are all pieces of the object", file=sys.stderr)
    elif HKDF(SHA256(), 32, None, additional("bundle", *map(str, texts))).derive(key).hex() != mac:
        raise ValueError("these are not the pieces of the object")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=pathlib.Path)
    parser.add_argument("--keys", help="keys.json of `sealstead prove --with-data-key`")
    for name in ("--data-key", "--outer-key", "--customer-key"):
        parser.add_argument(name)
    given = parser.parse_args()
    bundle = json.loads((given.bundle / "bundle.json").read_text(encoding="utf-8"))
    if bundle["format"] != "sealstead-bundle 1":
        raise ValueError("a bundle of an unknown format")
    data_key, outer_key = keys_of(bundle["envelope"], given)
    check_list(bundle["envelope"], bundle["pieces"], bundle.get("listMac"), data_key)
    written = 0
    for piece in bundle["pieces"]:
        with open(given.bundle / piece["file"], "rb") as file:
            opened, before = open_piece(file, bundle["envelope"], piece, data_key, outer_key), written
            while some := opened.read(SEGMENT):
                written += sys.stdout.buffer.write(some)
            if written - before != piece["plaintextBytes"]:
                raise ValueError("a piece is of another length than the record says")
    if written != bundle["envelope"]["plaintextBytes"]:
        raise ValueError("the object is of another length than its envelope says")


if __name__ == "__main__":
    try:
        main()
    except (InvalidTag, ValueError, KeyError, OSError) as failure:
        sys.exit(f"it does not open: {str(failure) or 'a segment was changed, or the key is another'}")
