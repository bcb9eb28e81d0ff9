"""What the Personalize of moto lacks.

moto knows schemas alone. Added is what a role and a key are used by: dataset
groups, solutions, campaigns, recommenders and metric attributions, which can be
created, described, listed and deleted. All are ACTIVE at once, and nothing is
trained.
"""

import json

from moto.core.utils import unix_time
from moto.personalize.exceptions import ResourceNotFoundException
from moto.personalize.responses import PersonalizeResponse
from moto.utilities.utils import get_partition

# Each kind: its name in operations, in answers and in ARNs, and the filter of
# its list.
KINDS = [
    ("DatasetGroup", "datasetGroup", "dataset-group", None),
    ("Solution", "solution", "solution", "datasetGroupArn"),
    ("Campaign", "campaign", "campaign", "solutionArn"),
    ("Recommender", "recommender", "recommender", "datasetGroupArn"),
    ("MetricAttribution", "metricAttribution", "metric-attribution", "datasetGroupArn"),
]

PAGE = 100


def install():
    """Adds the handlers to moto's."""
    for operation, answer, arn_type, limit in KINDS:
        snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation)
        for name, handler in [
            (f"create{snake}", create(answer, arn_type)),
            (f"describe{snake}", describe(answer)),
            (f"delete{snake}", delete(answer)),
            (f"list{snake}s", listing(answer, limit)),
        ]:
            setattr(PersonalizeResponse, name, handler)


def held(response: PersonalizeResponse, answer: str):
    """What there is of a kind, by ARN."""
    kinds = vars(response.personalize_backend).setdefault("held", {})
    return kinds.setdefault(answer, {})


def found(response: PersonalizeResponse, answer: str):
    arn = json.loads(response.body).get(f"{answer}Arn")
    if arn not in held(response, answer):
        raise ResourceNotFoundException(arn)
    return arn


def create(answer, arn_type):
    def handler(self):
        given = json.loads(self.body)
        backend = self.personalize_backend
        region = backend.region_name
        arn = f"arn:{get_partition(region)}:personalize:{region}:{backend.account_id}:{arn_type}/{given['name']}"
        # A campaign names a version, whose ARN starts with the solution's.
        version = given.get("solutionVersionArn", "")
        held(self, answer)[arn] = {
            **given,
            **({"solutionArn": version.rsplit("/", 1)[0]} if version else {}),
            f"{answer}Arn": arn,
            "status": "ACTIVE",
            "creationDateTime": unix_time(),
            "lastUpdatedDateTime": unix_time(),
        }
        return json.dumps({f"{answer}Arn": arn})

    return handler


def describe(answer):
    def handler(self):
        return json.dumps({answer: held(self, answer)[found(self, answer)]})

    return handler


def delete(answer):
    def handler(self):
        del held(self, answer)[found(self, answer)]
        return "{}"

    return handler


def listing(answer, limit):
    def handler(self):
        given = json.loads(self.body or "{}")
        asked = given.get(limit) if limit else None
        items = [
            one
            for one in held(self, answer).values()
            if asked is None or one.get(limit) == asked
        ]
        start = int(given.get("nextToken") or 0)
        page = [
            {
                key: one[key]
                for key in [
                    "name",
                    f"{answer}Arn",
                    "status",
                    "creationDateTime",
                    "lastUpdatedDateTime",
                ]
            }
            for one in items[start : start + PAGE]
        ]
        is_last = start + PAGE >= len(items)
        return json.dumps(
            {
                f"{answer}s": page,
                **({} if is_last else {"nextToken": str(start + PAGE)}),
            }
        )

    return handler
