"""Which country a place is in, from the nearest town (GeoNames, in the package reverse-geocode; no network).

Asked in a process of its own: the towns take 170 MB of memory, and few people send a place.
"""

import subprocess
import sys

#: Seconds that the look-up may take.
PATIENCE = 20


def country_at(latitude: float, longitude: float) -> str | None:
    """The country's code, or None where it cannot be told. Near a border it may be the neighbour's."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    command = [sys.executable, "-m", "knowledge.places", repr(float(latitude)), repr(float(longitude))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    code = done.stdout.strip()
    return code if len(code) == 2 else None


if __name__ == "__main__":
    import reverse_geocode

    print(reverse_geocode.get((float(sys.argv[1]), float(sys.argv[2]))).get("country_code", ""))
