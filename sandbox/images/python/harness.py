"""What runs inside the process of one test: the program, or a call into it. Everything here is the submission's to
tamper with; the verdict rests on the runner's evidence and on the value compared outside."""

import json
import math
import os
import sys
import threading
import traceback
import types

FOLDER = "/box"


def own_frames(frames):
    """The traceback from the first frame of the submission on."""
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    return frames


def loaded_by_name(always_loaded: frozenset[str]) -> dict[str, list[str]]:
    """The modules that may be unloaded, by their first name; made once before the forks, for a test that looks at each copies each one's page."""
    loaded: dict[str, list[str]] = {}
    for name in sys.modules:
        if name not in always_loaded:
            loaded.setdefault(name.partition(".")[0], []).append(name)
    return loaded


def forget_shadowed(loaded: dict[str, list[str]]) -> None:
    """Unloads modules that files of the submission are named like, so that `import` finds the submission's."""
    for file in [*os.listdir("."), "harness.py"]:
        for name in loaded.get(os.path.splitext(file)[0], ()):
            sys.modules.pop(name, None)


def trim(report: traceback.TracebackException | None, depth: int = 0) -> None:
    """Leaves the frames of the submission, in what caused the error as well."""
    if report is None or depth > 20:
        return
    report.stack[:] = [frame for frame in report.stack if not frame.filename.startswith(("/usr/", "/sandbox/", "<frozen"))]
    trim(report.__cause__, depth + 1)
    trim(report.__context__, depth + 1)


def show(error: BaseException) -> None:
    try:
        sys.stdout.flush()
    except Exception:
        pass
    try:
        report = traceback.TracebackException(type(error), error, own_frames(error.__traceback__), compact=True)
        trim(report)
        text = "".join(report.format())
    except BaseException:  # a hostile __str__
        text = f"{type(error).__name__}\n"
    if isinstance(error, SyntaxError):
        text = text.removeprefix("Traceback (most recent call last):\n")
    os.write(2, text.replace(f'"{FOLDER}/', '"').encode("utf-8", "backslashreplace"))


def load(entry: str, name: str) -> types.ModuleType:
    with open(entry, "rb") as file:
        source = file.read()
    module = types.ModuleType(name)
    module.__file__ = entry
    module.__builtins__ = __builtins__
    sys.modules[name] = module
    exec(compile(source, entry, "exec", dont_inherit=True), module.__dict__)
    return module


EXACT = 2**53 - 1
TAGS = ("$number", "$object")


def given(value):
    """A value of the test as Python has it: whole numbers of any size, NaN, infinities and -0 come tagged (README.md, values)."""
    if isinstance(value, list):
        return [given(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        number, own = value.get("$number"), value.get("$object")
        if number in ("NaN", "Infinity", "-Infinity", "-0"):
            return float(number)
        if isinstance(number, str) and number.isascii() and number.removeprefix("-").isdigit():
            return int(number)
        if isinstance(own, dict):
            value = own
    return {key: given(item) for key, item in value.items()}


def plain_number(value):
    if isinstance(value, float):
        if math.isfinite(value):
            return {"$number": "-0"} if value == 0 and math.copysign(1, value) < 0 else value
        return {"$number": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
    value = int(value)
    return value if -EXACT <= value <= EXACT else {"$number": str(value)}


def key_text(key) -> str:
    if isinstance(key, str):
        return key
    return json.dumps(key if isinstance(key, (int, float)) else plain(key))


def set_order(item):
    return str(type(item)), item if isinstance(item, (int, float, str)) else json.dumps(plain(item))


def plain(value, depth: int = 0):
    """The value as JSON can say it: tuples and sets become arrays (a set in sorted order), dates text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return plain_number(value)
    if depth >= 200:
        raise ValueError("the returned value is nested too deeply")
    if isinstance(value, (list, tuple)):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        own = len(value) == 1 and next(iter(value)) in TAGS
        members = {key_text(key): plain(item, depth + 1 + own) for key, item in value.items()}
        return {"$object": members} if own else members
    if isinstance(value, (set, frozenset)):
        return [plain(item, depth + 1) for item in sorted(value, key=set_order)]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "__next__") or isinstance(value, (range, types.GeneratorType)):
        return [plain(item, depth + 1) for item in value]
    raise TypeError(f"a test cannot compare a returned {type(value).__name__}")


def with_any_digits(function, *arguments):
    """Python refuses to read and write numbers of more than 4,300 digits; values have as many as they have."""
    most = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return function(*arguments)
    finally:
        sys.set_int_max_str_digits(most)


def find(module: types.ModuleType, name: str):
    target = module
    for part in name.split("."):
        if not hasattr(target, part):
            raise NameError(f"{module.__file__} has no '{name}'")
        target = getattr(target, part)
    return target


def receive() -> dict:
    with open(3, "rb", closefd=False) as stream:
        request = json.loads(stream.read())
    request["args"] = given(request["args"])
    for step in request.get("steps", []):
        step["args"] = given(step["args"])
    return request


def call(entry: str) -> None:
    request = with_any_digits(receive)
    module = load(entry, os.path.splitext(os.path.basename(entry))[0])
    target = find(module, request["call"])
    if "steps" in request:
        instance = target(*request["args"])
        value = [with_any_digits(plain, getattr(instance, step["method"])(*step["args"]), 1) for step in request["steps"]]
    else:
        value = with_any_digits(plain, target(*request["args"]))
    answer = json.dumps({"json": value}, ensure_ascii=True).encode()
    with open(4, "wb", closefd=False) as stream:
        stream.write(answer)


def check() -> None:
    """Compiles every file without running it, so that a syntax error is known before the first test."""
    for folder, _, names in os.walk("."):
        for name in sorted(names):
            if name.endswith(".py"):
                path = os.path.relpath(os.path.join(folder, name), ".")
                with open(path, "rb") as file:
                    compile(file.read(), path, "exec", dont_inherit=True)


def finish(code: int) -> None:
    """Ends as the interpreter does: waits for threads, runs exit handlers, flushes, without taking modules apart."""
    import atexit

    try:
        # Without other threads there is nobody to wait for.
        if len(threading._active) > 1 or threading._threading_atexits:
            threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
    except BrokenPipeError:
        code = code or 120
    except BaseException as error:
        show(error)
        code = code or 1
    try:
        sys.stderr.flush()
    finally:
        os._exit(code & 0xFF)


def exit_code(status) -> int:
    if status is None:
        return 0
    if isinstance(status, int):
        return status
    print(status, file=sys.stderr)
    return 1


def run(mode: str, arguments: list[str]) -> None:
    sys.argv = arguments
    entry = arguments[0]
    sys.path.insert(0, FOLDER)
    code = 0
    try:
        if mode == "p":
            load(entry, "__main__")
        elif mode == "k":
            check()
        else:
            call(entry)
    except SystemExit as exit:
        code = exit_code(exit.code)
    except BaseException as error:
        show(error)
        code = 1
    finish(code)
