"""Answers random rules with python-dateutil: JSON in, JSON out. Instants in milliseconds, null where it takes too long."""
import itertools, json, signal, sys
from datetime import datetime, timezone
from dateutil import tz
from dateutil.rrule import rrulestr


class TooLong(Exception):
    pass


def stop(*_):
    raise TooLong()


# Time of our own work, not of the clock on the wall: a busy machine must not change the answers.
signal.signal(signal.SIGVTALRM, stop)


def instant(moment):
    return round(tz.resolve_imaginary(moment).astimezone(timezone.utc).timestamp() * 1000)


def answer(case, most):
    zone = tz.UTC if case["zone"] == "UTC" else tz.gettz(case["zone"])
    start = datetime.strptime(case["start"], "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.1)
    try:
        found = list(itertools.islice(rrulestr(case["rule"], dtstart=start), most))
    except (TooLong, ValueError, OverflowError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return sorted(set(instant(moment) for moment in found))


request = json.load(sys.stdin)
json.dump([answer(case, request["most"]) for case in request["cases"]], sys.stdout)
