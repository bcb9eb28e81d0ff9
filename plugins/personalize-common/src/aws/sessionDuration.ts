/**
 * The longest session of a role, in seconds: 1 to 12 hours.
 * Source: IAM API Reference, CreateRole, MaxSessionDuration.
 */
export const SESSION_SECONDS = { min: 3600, max: 43200 };
