"""The warm Python interpreter: starts once, then forks one process a test when the runner asks.

The runner (PID 1) sends one message a test over descriptor 3: a mode letter, the entry file's name with its
arguments, and six descriptors: stdin, stdout, stderr, request, value, go. The forked process is the runner's own child (CLONE_PARENT),
waits for a byte on "go", and then is the test. This process never runs code of a submission.
"""

import sys

# What a bare interpreter has loaded before its program: a file of the submission never takes the place of these.
ALWAYS_LOADED = frozenset(sys.modules)

import ctypes  # noqa: E402
import gc  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import socket  # noqa: E402
import struct  # noqa: E402
import threading  # noqa: E402

# What beginners import most, loaded before the fork so that a test pays for none of it.
import bisect, collections, copy, dataclasses, datetime, decimal, enum, fractions, functools, heapq, io  # noqa: E401,F401
import itertools, json, linecache, math, operator, random, re, statistics, string, textwrap, time, traceback, typing  # noqa: E401,F401

sys.path.insert(0, os.path.dirname(__file__))
import harness  # noqa: E402

sys.path.pop(0)

CLONE_PARENT = 0x8000
SIGCHLD = 17
CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]
PR_SET_DUMPABLE = 4

libc = ctypes.PyDLL(None)
libc.syscall.restype = ctypes.c_long


def undumpable(value: int) -> None:
    libc.prctl(PR_SET_DUMPABLE, value, 0, 0, 0)


def fork_sibling() -> int:
    """fork(), save that the child's parent is our parent.

    What Python does around a fork of its own (PyOS_BeforeFork, PyOS_AfterFork_Child) makes locks anew that other threads may have held at that
    moment. There are no others here, and each page that it writes to is copied first: that was a third of all that a short test takes.
    """
    return libc.syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0)


def become_test(message: bytes, descriptors: list[int], loaded: dict[str, list[str]]) -> None:
    for target, descriptor in enumerate(descriptors[:5]):
        os.dup2(descriptor, target)
    go = descriptors[5]
    # The submission is the first the kernel takes when memory ends. The file is ours only while we are dumpable.
    undumpable(1)
    score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
    os.write(score, b"1000")
    os.close(score)
    os.setsid()
    os.read(go, 1)
    os.closerange(5, 64)
    os.chdir("/box")
    harness.forget_shadowed(loaded)
    harness.run(chr(message[0]), message[1:-1].decode().split("\0"))


def serve() -> None:
    undumpable(0)
    control = socket.socket(fileno=3)
    loaded = harness.loaded_by_name(ALWAYS_LOADED)
    gc.collect()
    gc.freeze()
    control.send(struct.pack("<I", os.getpid()))
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 6)
        if not message:
            os._exit(0)
        pid = fork_sibling()
        if pid == 0:
            become_test(message, descriptors, loaded)
            return
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(struct.pack("<I", pid))
        # The next test draws other numbers: the one thing of Python's after a fork that is wanted, done while this test runs.
        random.seed()


assert threading.active_count() == 1
serve()
