"""The locked process in which a program runs, and the other end of it: nothing but msgpack goes between them.

`serving` is the process, `programs` what it runs, `walls` locks it; `process` and `player` are the end that starts and
ends it, `walls_outside` what that end guards it by; `channel` is what they say to each other. `fork_server` is a warm
process that forks one for each program, and the way to ask it for one.
"""
