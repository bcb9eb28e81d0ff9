import { iamNameRule } from './iamName';

/**
 * The name of an IAM user, without path.
 * Source: IAM API Reference, CreateUser, UserName.
 */
export const iamUserNameRule = iamNameRule('the name of an IAM user', 64);
