"""Runs one PyTorch work after another, as told by lines of JSON on standard input; answers each with one line.

{"do": "prepare", "work": "inference", ...}  builds what is timed (works.py)
{"do": "run"}                                runs it once: {"ms": ...}
{"do": "save", "path": ...}                  writes its latest result as bare float32
{"do": "release"}                            frees it
The first line that it writes says what it runs on. A failure is an answer, {"error": ...}, not an end.

usage: python3 serve.py THREADS"""
import ctypes
import json
import sys
import time

answers = sys.stdout
sys.stdout = sys.stderr  # whatever else prints must not mix with answers


def die_first_without_memory():
    """Asks Linux to end this process, not the benchmark, if memory runs out."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


def forget_peak():
    """Lets Linux count this process's peak memory from here."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def peak_kibibytes():
    """Peak resident set since then; None where the system does not tell."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None


def give_back_memory():
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass  # no glibc


def answer(content):
    answers.write(f"{json.dumps(content)}\n")
    answers.flush()


def in_one_line(error):
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return "out of memory" if isinstance(error, MemoryError) or "can't allocate memory" in text else text


def serve():
    import numpy
    import torch

    from works import WORKS

    torch.set_num_threads(int(sys.argv[1]))
    answer({"torch": torch.__version__, "numpy": numpy.__version__, "python": sys.version.split()[0]})
    work = None
    for line in sys.stdin:
        job = json.loads(line)
        try:
            if job["do"] == "prepare":
                forget_peak()
                work = WORKS[job["work"]](job)
                answer({})
            elif job["do"] == "run":
                start = time.perf_counter()
                result = work.run()
                milliseconds = 1000 * (time.perf_counter() - start)
                answer({"ms": milliseconds, "peakKibibytes": peak_kibibytes(), **result})
            elif job["do"] == "save":
                work.save(job["path"])
                answer({})
            else:
                work = None
                give_back_memory()
                answer({})
        except (RuntimeError, MemoryError, KeyError, ValueError, OSError) as error:
            answer({"error": in_one_line(error)})


die_first_without_memory()
serve()
