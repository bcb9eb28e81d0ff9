"""What the Identity Center of moto lacks.

As on AWS, tags of a permission set can be read, a name is given once, an
assignment provisions the set in its account, the last one that goes takes it
away, a set that is changed afterwards is outdated there until it is provisioned
again, and provisioning fails where the account lacks a policy that the set
names.
"""

import json
from uuid import uuid4

from moto.core.utils import unix_time
from moto.iam.models import iam_backends
from moto.ssoadmin.exceptions import ConflictException, ResourceNotFoundException
from moto.ssoadmin.models import PermissionSet, SSOAdminBackend
from moto.ssoadmin.responses import SSOAdminResponse
from moto.utilities.utils import get_partition

original = {
    name: getattr(SSOAdminResponse, name)
    for name in [
        "create_account_assignment",
        "create_permission_set",
        "delete_account_assignment",
        "delete_permission_set",
    ]
}


def install():
    """Puts the functions of this file in the place of moto's."""
    for handler in [
        create_account_assignment,
        create_permission_set,
        delete_account_assignment,
        delete_permission_set,
        describe_account_assignment_creation_status,
        describe_permission_set_provisioning_status,
        list_accounts_for_provisioned_permission_set,
        list_permission_sets_provisioned_to_account,
        list_tags_for_resource,
        provision_permission_set,
        tag_resource,
        untag_resource,
    ]:
        setattr(SSOAdminResponse, handler.__name__, handler)


def contents(permission_set: PermissionSet):
    """All that reaches an account."""
    return (
        permission_set.inline_policy,
        permission_set.session_duration,
        tuple(policy.arn for policy in permission_set.managed_policies),
        tuple(
            policy.path + policy.name
            for policy in permission_set.customer_managed_policies
        ),
    )


def provisioned(permission_set: PermissionSet):
    """By account id, what was there of the set when it was last provisioned."""
    return vars(permission_set).setdefault("provisioned", {})


def statuses(backend: SSOAdminBackend):
    """What was taken on, by request id."""
    return vars(backend).setdefault("statuses", {})


def asked_set(response: SSOAdminResponse, parameter="PermissionSetArn"):
    return response.ssoadmin_backend._find_permission_set(
        response._get_param("InstanceArn"), response._get_param(parameter)
    )


def failure_in(response: SSOAdminResponse, permission_set, account_id):
    """Why a set can't be provisioned in an account."""
    partition = get_partition(response.region)
    policies = iam_backends[account_id][partition].managed_policies
    for policy in permission_set.customer_managed_policies:
        arn = f"arn:{partition}:iam::{account_id}:policy{policy.path}{policy.name}"
        if arn not in policies:
            return f"Received a 404 status error: Policy {arn} does not exist or is not attachable."
    return None


def provision(response: SSOAdminResponse, permission_set, account_id):
    reason = failure_in(response, permission_set, account_id)
    if reason is None:
        provisioned(permission_set)[account_id] = contents(permission_set)
    return {
        "CreatedDate": unix_time(),
        "RequestId": str(uuid4()),
        "PermissionSetArn": permission_set.permission_set_arn,
        "Status": "SUCCEEDED" if reason is None else "FAILED",
        **({} if reason is None else {"FailureReason": reason}),
    }


def status_of(response: SSOAdminResponse, parameter):
    found = statuses(response.ssoadmin_backend).get(response._get_param(parameter))
    if found is None:
        raise ResourceNotFoundException()
    return found


def create_permission_set(self):
    name = self._get_param("Name")
    if any(one.name == name for one in self.ssoadmin_backend.permission_sets):
        raise ConflictException(f"PermissionSet with name {name} already exists.")
    return original["create_permission_set"](self)


def delete_permission_set(self):
    if provisioned(asked_set(self)):
        raise ConflictException(
            "Could not delete because PermissionSet has ApplicationProfile associated with it"
        )
    return original["delete_permission_set"](self)


def create_account_assignment(self):
    account_id = self._get_param("TargetId")
    status = {
        **provision(self, asked_set(self), account_id),
        "TargetId": account_id,
        "TargetType": self._get_param("TargetType"),
        "PrincipalType": self._get_param("PrincipalType"),
        "PrincipalId": self._get_param("PrincipalId"),
    }
    if status["Status"] == "SUCCEEDED":
        original["create_account_assignment"](self)
    statuses(self.ssoadmin_backend)[status["RequestId"]] = status
    return json.dumps({"AccountAssignmentCreationStatus": status})


def delete_account_assignment(self):
    answer = original["delete_account_assignment"](self)
    permission_set = asked_set(self)
    account_id = self._get_param("TargetId")
    if not any(
        one.permission_set_arn == permission_set.permission_set_arn
        and one.target_id == account_id
        for one in self.ssoadmin_backend.account_assignments
    ):
        provisioned(permission_set).pop(account_id, None)
    return answer


def describe_account_assignment_creation_status(self):
    status = status_of(self, "AccountAssignmentCreationRequestId")
    return json.dumps({"AccountAssignmentCreationStatus": status})


def provision_permission_set(self):
    account_id = self._get_param("TargetId")
    status = {**provision(self, asked_set(self), account_id), "AccountId": account_id}
    statuses(self.ssoadmin_backend)[status["RequestId"]] = status
    return json.dumps({"PermissionSetProvisioningStatus": status})


def describe_permission_set_provisioning_status(self):
    status = status_of(self, "ProvisionPermissionSetRequestId")
    return json.dumps({"PermissionSetProvisioningStatus": status})


def has_status(permission_set, account_id, status):
    """Without a status any will do."""
    is_latest = provisioned(permission_set)[account_id] == contents(permission_set)
    return status is None or is_latest == (status == "LATEST_PERMISSION_SET_PROVISIONED")


def list_accounts_for_provisioned_permission_set(self):
    permission_set = asked_set(self)
    status = self._get_param("ProvisioningStatus")
    return json.dumps(
        {
            "AccountIds": [
                account_id
                for account_id in provisioned(permission_set)
                if has_status(permission_set, account_id, status)
            ]
        }
    )


def list_permission_sets_provisioned_to_account(self):
    account_id = self._get_param("AccountId")
    status = self._get_param("ProvisioningStatus")
    return json.dumps(
        {
            "PermissionSets": [
                one.permission_set_arn
                for one in self.ssoadmin_backend.permission_sets
                if account_id in provisioned(one)
                and has_status(one, account_id, status)
            ]
        }
    )


def list_tags_for_resource(self):
    return json.dumps({"Tags": asked_set(self, "ResourceArn").tags or []})


def tag_resource(self):
    permission_set = asked_set(self, "ResourceArn")
    added = self._get_param("Tags")
    keys = [tag["Key"] for tag in added]
    permission_set.tags = [
        tag for tag in permission_set.tags or [] if tag["Key"] not in keys
    ] + added
    return "{}"


def untag_resource(self):
    permission_set = asked_set(self, "ResourceArn")
    keys = self._get_param("TagKeys")
    permission_set.tags = [
        tag for tag in permission_set.tags or [] if tag["Key"] not in keys
    ]
    return "{}"
