import { iamNameRule } from './iamName';

/**
 * A role name, without path.
 * Source: IAM API Reference, CreateRole, RoleName.
 */
export const roleNameRule = iamNameRule('a role name', 64);
