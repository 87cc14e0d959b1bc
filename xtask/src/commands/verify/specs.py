"""specs.py PREFIX SPECS: for each match spec of the JSON list SPECS, what Conda has installed into PREFIX for it."""

import json
import sys

from conda.core.prefix_data import PrefixData
from conda.models.match_spec import MatchSpec

records = list(PrefixData(sys.argv[1]).iter_records())
answer = []
for text in json.loads(sys.argv[2]):
    spec = MatchSpec(text)
    found = [record for record in records if MatchSpec(spec.name).match(record)]
    satisfied = any(spec.match(record) for record in found)
    answer.append({"spec": text, "found": ", ".join(r.version for r in found), "satisfied": satisfied})
print(json.dumps(answer, ensure_ascii=False))
