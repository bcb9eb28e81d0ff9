import { iamNameRule } from './iamName';

/**
 * The name of an IAM group, without path.
 * Source: IAM API Reference, CreateGroup, GroupName.
 */
export const iamGroupNameRule = iamNameRule('the name of an IAM group', 128);
