text = "你好, PyTorch é"
data = text.encode("utf-8")
print(data, len(data), type(data), data[0], data[-3:], data.decode("utf-8") == text, list(data)[:4])
print("中文".encode("gbk"), b"\xd6\xd0".decode("gbk"), "é".encode("latin-1"), "a".encode("utf-16").hex(), str(b"ab"))
print(b"a" + b"b", b"ab" * 3, b"a" in b"abc", 97 in b"abc", b"a" < b"b", b"abc" == "abc", bytes([104, 105]), bytes(3), bytes(b"x"))
print(b"a,b".split(b","), b"-".join([b"a", b"b"]), b"abc".replace(b"b", b"xx"), b" x ".strip(), b"Ab".lower(), b"abc".find(b"c"))
print({b"key": 1}[b"key"], hash(b"a") == hash(b"a"), bool(b""), [*b"ab"], sorted(b"ba"), max(b"az"), f"{b'x'!r:>6} {b'y'}")
print("%s %r" % (b"a", b"b"), isinstance(data, bytes), sum(b"\x01\x02"), bytes("é", "utf-8"), b"".decode(), ascii(b"\xff"))
for byte in b"hi":
    print(byte, chr(byte), end=" ")
print()
for attempt in (lambda: b"\xff".decode("utf-8"), lambda: "é".encode("ascii"), lambda: b"a" + "b", lambda: bytes([256])):
    try:
        attempt()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(b"\xff".decode("utf-8", errors="replace"), "é".encode("ascii", "ignore"), b"a\nb".splitlines(), bytes.fromhex("6869") if hasattr(bytes, "fromhex") else 0)
