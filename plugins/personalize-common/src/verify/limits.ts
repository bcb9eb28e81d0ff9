/**
 * What the policies of an account don't tell. Said beside the checks: a set-up
 * without a flaw has no finding.
 */
export const PROOF_LIMITS: readonly string[] = [
  "Policies of the organisation (service and resource control policies) can't be read from this account: they may still deny what is shown as allowed here.",
  "Only policies are read: grants on keys, session policies and the policies of VPC endpoints aren't. Of people in a group or with a permission set, only what the group or set holds is read.",
];
