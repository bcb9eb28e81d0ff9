import { iamNameRule } from './iamName';

/**
 * The name of a permission set.
 * Source: IAM Identity Center API Reference, CreatePermissionSet, Name.
 */
export const permissionSetNameRule = iamNameRule('a permission set name', 32);
