"""The locked process in which a program runs, and the other end of it: nothing but msgpack goes between them.

`serving` is the process, `walls` locks it, `warm` prepares it; `process` and `player` are the end that starts and ends
it, `walls_outside` what that end guards it by; `channel` is what they say to each other.
"""
